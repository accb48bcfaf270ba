// What the browser keeps for this page. Other pages of the same origin, such as the Orleans Dashboard, have entries of
// their own, so each of ours begins with a name that is ours alone.
const PREFIX = "lockactors.";

// A browser may be told to keep nothing.
const within = area => ({
  get(name) {
    try {
      return window[area].getItem(PREFIX + name);
    } catch {
      return null;
    }
  },
  set(name, value) {
    try {
      window[area].setItem(PREFIX + name, value);
    } catch {
      // Then the page forgets it.
    }
  },
});

export const storage = within("localStorage");

// Until the tab is closed.
export const tabStorage = within("sessionStorage");
