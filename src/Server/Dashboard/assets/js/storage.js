// What the browser keeps for this page. Other pages of the same origin, such as the Orleans Dashboard, have entries of
// their own, so each of ours begins with a name that is ours alone.
const PREFIX = "lockactors.";

const within = area => ({
  get: name => area.getItem(PREFIX + name),
  set: (name, value) => area.setItem(PREFIX + name, value),
});

export const storage = within(localStorage);

// Until the tab is closed.
export const tabStorage = within(sessionStorage);
