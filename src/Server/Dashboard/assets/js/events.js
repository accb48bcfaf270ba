import { h, replace, text } from "./dom.js";
import { kindOf, number } from "./format.js";
import { get } from "./api.js";
import { feed } from "./feed.js";
import { KINDS, listen } from "./live.js";

const MOST = 1000;
const PRUNE = 5000;
const LOSSES = "expired,lost,revoked";
const FAILED = "timedOut,cancelled,dropped,rejected";
const CHOICES = [["", "All events"], [LOSSES, "Losses"], [FAILED, "Failed requests"],
  ...KINDS.map(kind => [kind, kindOf(kind)[0]])];
const TIMES = [["", "Any time"], ["1", "Last minute"], ["5", "Last 5 minutes"], ["60", "Last hour"]];

// The events of all locks; which ones stands in the address.
export function eventsPage(main, query) {
  const stop = new AbortController();
  const given = new URLSearchParams(query);
  const kinds = select("Kind", CHOICES,
    (given.get("kinds") ?? "").split(",").filter(kind => KINDS.includes(kind)).join());
  const time = select("Time", TIMES, Number(given.get("minutes")) > 0 ? given.get("minutes") : "");
  const prefix = h("input", {
    type: "search", id: "prefix", placeholder: "Keys that begin with", "aria-label": "Keys that begin with",
    autocomplete: "off", spellcheck: "false", maxlength: 512,
  });
  prefix.value = given.get("prefix") ?? "";
  const pause = h("button", { type: "button", id: "pause", "aria-pressed": "false" }, "Pause");
  const counts = h("p", { class: "counts", id: "counts", "aria-label": "How many of each kind" });
  const events = feed(MOST, () => prune());
  events.list.classList.add("long");
  main.append(
    h("div", { class: "head" }, h("h1", {}, "Events"), h("span", { class: "end" }, pause)),
    h("div", { class: "filters", role: "search" }, prefix, kinds, time),
    counts, h("div", { class: "card" }, events.list));

  // Times are the server's; the browser's clock may be another.
  let skew = 0;
  get("v1/overview", stop.signal).then(overview => {
    skew = new Date(overview.at).getTime() - Date.now();
    prune();
  }).catch(() => {});

  const isPaused = () => pause.getAttribute("aria-pressed") === "true";
  const prune = () => {
    if (isPaused()) return;
    const oldest = Date.now() + skew - Number(time.value) * 60000;
    if (time.value) events.keep(line => new Date(line.querySelector("time").dateTime).getTime() >= oldest);
    const found = new Map();
    for (const { dataset } of events.list.children) found.set(dataset.kind, (found.get(dataset.kind) ?? 0) + 1);
    replace(counts, KINDS.filter(kind => found.has(kind)).map(kind => h("span", { class: "pill", "data-kind": kind },
      `${kindOf(kind)[0]} ${number(found.get(kind))}`)));
  };

  let held = 0;
  const setPaused = isHeld => {
    pause.setAttribute("aria-pressed", isHeld);
    held = 0;
    text(pause, isHeld ? "Go on" : "Pause");
    events.hold(isHeld);
  };
  pause.addEventListener("click", () => setPaused(!isPaused()));
  const add = event => {
    events.add(event);
    if (!isPaused()) return;
    held++;
    text(pause, `Go on (${number(held)} new)`);
  };

  let close = () => {};
  let soon = 0;
  const begin = () => {
    close();
    const filter = new URLSearchParams();
    if (kinds.value) filter.set("kinds", kinds.value);
    if (prefix.value) filter.set("prefix", prefix.value);
    const wanted = new URLSearchParams(filter);
    wanted.set("tail", MOST);
    if (time.value) filter.set("minutes", time.value);
    const hash = filter.size > 0 ? `#/events?${filter}` : "#/events";
    if (location.hash !== hash) history.replaceState(null, "", hash);
    events.clear();
    setPaused(false);
    close = listen(wanted.toString(), add);
  };
  for (const box of [kinds, time]) box.addEventListener("change", begin);
  prefix.addEventListener("input", () => {
    clearTimeout(soon);
    soon = setTimeout(begin, 300);
  });
  begin();
  const timer = setInterval(prune, PRUNE);
  return () => {
    stop.abort();
    clearInterval(timer);
    clearTimeout(soon);
    close();
    events.close();
  };
}

// What the address names and the choices lack is one more choice.
function select(name, options, value) {
  const known = options.some(([key]) => key === value) ? options : [...options, [value, `${name}: ${value}`]];
  const box = h("select", { "aria-label": name }, known.map(([key, label]) => h("option", { value: key }, label)));
  box.value = value;
  return box;
}
