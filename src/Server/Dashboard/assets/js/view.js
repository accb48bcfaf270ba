// What the list shows: search, filters and order. They stand in the address, so that reload, back and a link that is
// sent to another person keep them.
export const COLUMNS = [
  ["lock", "Lock", lock => lock.key], ["state", "State", lock => lock.state],
  ["holder", "Holder", lock => lock.holder?.name ?? ""],
  ["held", "Held for", lock => lock.holder ? -lock.began : -Infinity],
  ["left", "Time left", lock => lock.holder?.expiresInMs ?? Infinity], ["waiting", "Waiting", lock => lock.waiterCount],
];
const NAMES = COLUMNS.map(([name]) => name);
const MOST_FIRST = ["held", "waiting"];

// Without a column: contended locks first, then the longest held.
const FIRST = { sort: -1, down: false };

// The locks that one process keeps.
export const hrefOfMember = address => `#/locks?member=${encodeURIComponent(address)}`;

let last = "#/locks";
export const lastList = () => last;

export function readView(query) {
  const given = new URLSearchParams(query);
  const sort = given.get("sort") ?? "";
  const down = sort.startsWith("-");
  const at = NAMES.indexOf(down ? sort.slice(1) : sort);
  return {
    search: given.get("q") ?? "", state: given.get("state") ?? "", held: given.get("held") ?? "0",
    contended: given.get("contended") === "1", member: given.get("member") ?? "", ...(at < 0 ? FIRST : { sort: at, down }),
  };
}

export function writeView(view) {
  const given = new URLSearchParams();
  if (view.search) given.set("q", view.search);
  if (view.state) given.set("state", view.state);
  if (view.held && view.held !== "0") given.set("held", view.held);
  if (view.contended) given.set("contended", "1");
  if (view.member) given.set("member", view.member);
  if (view.sort >= 0) given.set("sort", (view.down ? "-" : "") + NAMES[view.sort]);
  const query = given.toString();
  last = query ? `#/locks?${query}` : "#/locks";
  if (location.hash !== last) history.replaceState(null, "", last);
}

// A column sorts one way, then the other way, then no longer.
export function sortBy(view, at) {
  const natural = MOST_FIRST.includes(NAMES[at]);
  Object.assign(view, view.sort !== at ? { sort: at, down: natural }
    : view.down === natural ? { down: !natural } : FIRST);
}

export function choose(view, locks) {
  const words = view.search.trim().toLowerCase();
  const long = Number(view.held);
  return locks.filter(lock =>
    (!words || lock.key.toLowerCase().includes(words) || lock.holder?.name.toLowerCase().includes(words))
    && (!view.state || lock.state === view.state) && (!long || (lock.holder?.heldForMs ?? 0) >= long)
    && (!view.contended || lock.waiterCount > 0) && (!view.member || lock.member === view.member)).sort(orderOf(view));
}

function orderOf(view) {
  const byKey = (a, b) => a.key < b.key ? -1 : 1;
  if (view.sort < 0) {
    const began = lock => lock.began ?? Infinity;
    return (a, b) => (b.waiterCount > 0) - (a.waiterCount > 0)
      || (began(a) < began(b) ? -1 : began(a) > began(b) ? 1 : byKey(a, b));
  }

  const value = COLUMNS[view.sort][2];
  const sign = view.down ? -1 : 1;
  return (a, b) => {
    const [left, right] = [value(a), value(b)];
    return left < right ? -sign : left > right ? sign : byKey(a, b);
  };
}

// Notes in each lock when its lease began, by the page's clock and as the first answer told it: each answer tells it a
// few milliseconds off, and rows would change places with every one.
export function beginnings() {
  let known = new Map();
  return locks => {
    const next = new Map();
    for (const lock of locks) {
      if (!lock.holder) continue;
      const before = known.get(lock.key);
      const now = before?.token === lock.holder.token ? before
        : { token: lock.holder.token, began: lock.at - lock.holder.heldForMs };
      next.set(lock.key, now);
      lock.began = now.began;
    }

    known = next;
    return locks;
  };
}
