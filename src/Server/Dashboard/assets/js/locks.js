import { empty, h, replace, text } from "./dom.js";
import { number, plural, span, stateOf } from "./format.js";
import { get, pathOf, session } from "./api.js";
import { hrefOf } from "./feed.js";
import { emptyList, loadAll, pauseFor } from "./list.js";
import { listen } from "./live.js";
import { askToRevokeMany } from "./revokeMany.js";
import { virtualRows } from "./rows.js";
import { beginnings, choose, COLUMNS, readView, sortBy, writeView } from "./view.js";

const SETTLE = 250;

// Up to this length the whole list is asked for whenever something happens. In a longer one, the locks that it happened
// to are asked for alone, so many at the most at a time; what is beyond waits for the next whole list.
const SHORT = 2000;
const ALONE = 10;

// The lock that was opened last, for the way back.
let opened = "";

export function locksPage(main, query) {
  const view = readView(query);
  const noteBeginnings = beginnings();
  const stop = new AbortController();
  let locks = [];
  let gaps = "";
  let shown = [];
  const search = h("input", {
    type: "search", id: "search", placeholder: "Search keys and holders   ( / )",
    "aria-label": "Search keys and holders",
    autocomplete: "off", spellcheck: "false",
  });
  search.value = view.search;
  const state = select("State", [["", "Any state"], ["held", "Held"], ["heldOutside", "Held outside"],
    ["heldOverlong", "Held overlong"], ["granting", "Granting"], ["paused", "Paused"]], view.state);
  const held = select("Held for", [["0", "Held for any time"], ["10000", "Over 10 seconds"], ["60000", "Over 1 minute"],
    ["600000", "Over 10 minutes"], ["3600000", "Over 1 hour"]], view.held);
  const member = h("button", {
    type: "button", id: "member", hidden: !view.member, title: "Show the locks of every process",
    onclick: () => {
      view.member = "";
      member.hidden = true;
      chosen();
    },
  }, `Kept by ${view.member} ×`);
  const contended = h("input", { type: "checkbox", id: "contended" });
  contended.checked = view.contended;
  const count = h("span", { class: "muted", role: "status", id: "count" }, "Loading");
  const head = h("div", { class: "locks-head", role: "row" }, COLUMNS.map(([, name], at) => h("div", {
    role: "columnheader", class: at === 5 ? "num" : "",
  }, h("button", {
    type: "button",
    onclick: () => {
      sortBy(view, at);
      chosen();
    },
  }, name))));
  const rows = virtualRows({
    make: makeRow,
    open: lock => {
      opened = lock.key;
      location.hash = hrefOf(lock.key);
    },
  });
  const none = h("div", { hidden: true });
  const revoke = h("button", { type: "button", class: "danger", id: "revoke-many", hidden: true }, "Revoke by prefix…");
  session().then(caller => {
    revoke.hidden = caller.role !== "admin";
  });
  main.append(
    h("div", { class: "head" }, h("h1", {}, "Locks"), count, h("span", { class: "end" }, revoke)),
    h("div", { class: "filters", role: "search" }, search, state, held,
      h("label", { class: "check" }, contended, "Contended only"), member),
    h("div", { class: "card locks" }, h("div", { role: "grid", "aria-label": "Locks", id: "grid" },
      h("div", { role: "rowgroup" }, head), rows.element), none));
  rows.grid = main.querySelector("#grid");
  [view.state, view.held] = [state.value, held.value];
  writeView(view);

  const filter = () => {
    shown = choose(view, locks);
    [...head.children].forEach((cell, at) => cell.setAttribute("aria-sort",
      at !== view.sort ? "none" : view.down ? "descending" : "ascending"));
    const howMany = shown.length === locks.length
      ? plural(locks.length, "lock") : `${number(shown.length)} of ${plural(locks.length, "lock")}`;
    text(count, gaps ? `${howMany} · ${gaps}` : howMany);
    rows.show(shown);
    none.hidden = shown.length > 0;
    rows.element.hidden = shown.length === 0;
    if (shown.length === 0) {
      replace(none, locks.length === 0
        ? emptyList(gaps)
        : empty("No lock matches", "Change the search or the filters. Esc clears the search."));
    }
  };

  // What the reader chose goes into the address, and nothing else does: a reader may be on the way to another page.
  const chosen = () => {
    Object.assign(view, {
      search: search.value, state: state.value, held: held.value, contended: contended.checked,
    });
    writeView(view);
    filter();
  };

  // Back from a lock, its row has the focus again.
  const comeBack = () => {
    const focused = document.activeElement;
    if (opened && (focused === document.body || focused === main)) rows.focus(opened);
    opened = "";
  };
  let timer = 0;
  let loading = false;
  let whole = false;
  const changed = new Set();
  const load = async () => {
    clearTimeout(timer);
    if (loading) return;
    loading = true;
    whole = false;
    try {
      const isFirst = locks.length === 0;
      locks = noteBeginnings(await loadAll(stop.signal, some => {
        if (!isFirst) return;
        locks = noteBeginnings(some);
        filter();
        text(count, "Loading");
      }));
      gaps = locks.gaps;
      filter();
      if (isFirst) comeBack();
    } catch (error) {
      if (error.status) text(count, error.message);
    } finally {
      loading = false;
    }

    // Renewals tell nothing, so the list is asked for anew now and then.
    if (!stop.signal.aborted) timer = setTimeout(load, pauseFor(locks));
  };
  const loadChanged = async () => {
    const keys = [...changed].slice(0, ALONE);
    changed.clear();
    try {
      const found = await Promise.all(keys.map(key => get(pathOf(key), stop.signal)));
      const at = performance.now();
      const used = found.filter(lock => lock.state !== "free" || lock.waiterCount > 0);
      const other = locks.filter(lock => !keys.includes(lock.key));
      locks = noteBeginnings([...other, ...used.map(lock => Object.assign(lock, { at }))]);
      filter();
    } catch {
      // The whole list comes soon anyhow, and says what is wrong.
    }
  };
  let soon = 0;
  const settle = () => {
    soon ||= setTimeout(async () => {
      // What a list under way was told before the event must not overwrite what comes after it.
      if (!loading) {
        if (whole) await load();
        else await loadChanged();
      }

      soon = 0;
      if ((whole || changed.size > 0) && !stop.signal.aborted) settle();
    }, SETTLE);
  };
  const closeEvents = listen("", event => {
    if (event.kind === "gap" || locks.length <= SHORT) {
      changed.clear();
      whole = true;
    } else {
      changed.add(event.key);
    }

    settle();
  });

  for (const control of [search, state, held, contended]) control.addEventListener("input", chosen);
  search.addEventListener("keydown", event => {
    if (event.key === "Escape") {
      search.value = "";
      chosen();
    } else if (event.key === "ArrowDown" || event.key === "Enter") {
      event.preventDefault();
      rows.element.focus();
    }
  });
  let closeDialog = () => {};
  revoke.addEventListener("click", () => {
    closeDialog = askToRevokeMany(search.value.trim(), load);
  });
  const ticker = setInterval(rows.tick, 250);
  load();
  return () => {
    stop.abort();
    clearTimeout(timer);
    clearTimeout(soon);
    clearInterval(ticker);
    closeEvents();
    closeDialog();
    rows.close();
  };
}

// A value that the address names and the list lacks counts as none.
function select(name, options, value) {
  const box = h("select", { "aria-label": name }, options.map(([key, label]) => h("option", { value: key }, label)));
  box.value = options.some(([key]) => key === value) ? value : options[0][0];
  return box;
}

// A row is made once and filled with whichever lock stands there.
function makeRow() {
  const cells = {
    key: h("div", { class: "key ellipsis", role: "gridcell" }), state: h("span", { class: "pill" }),
    holder: h("div", { class: "who ellipsis", role: "gridcell" }), held: h("div", { class: "held", role: "gridcell" }),
    bar: h("i"), left: h("span", { class: "num" }), waits: h("div", { class: "num", role: "gridcell" }),
  };
  const bar = h("div", { class: "bar" }, cells.bar);
  const leftCell = h("div", { class: "left", role: "gridcell" }, bar, cells.left);
  const element = h("div", { class: "lock-row", role: "row" }, cells.key,
    h("div", { class: "state", role: "gridcell" }, cells.state), cells.holder, cells.held, leftCell, cells.waits);
  const tick = lock => {
    const past = performance.now() - lock.at;
    const left = Math.max(0, (lock.holder?.expiresInMs ?? 0) - past);
    const share = lock.holder ? Math.min(1, left / Math.max(1, lock.holder.ttlMs)) : 0;
    cells.bar.style.width = `${(share * 100).toFixed(1)}%`;
    bar.dataset.tone = share < .15 ? "bad" : share < .33 ? "wait" : "";
    text(cells.left, lock.holder ? span(left) : "");
    text(cells.held, lock.holder ? span(lock.holder.heldForMs + past) : "");
  };
  return {
    element, tick,
    fill(lock) {
      const [name, tone] = stateOf(lock.state);
      text(cells.key, lock.key);
      element.title = lock.key;
      text(cells.state, name);
      cells.state.dataset.state = tone;
      text(cells.holder, lock.holder?.name ?? "");
      text(cells.waits, lock.waiterCount || "");
      cells.waits.classList.toggle("waits", lock.waiterCount > 0);
      tick(lock);
    },
  };
}
