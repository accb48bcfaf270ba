// What the browser keeps for this page. Other pages of the same origin, such as the Orleans Dashboard, have entries of
// their own, so each of ours begins with a name that is ours alone.
const PREFIX = "lockactors.";

export const storage = {
  get: name => localStorage.getItem(PREFIX + name),
  set: (name, value) => localStorage.setItem(PREFIX + name, value),
};
