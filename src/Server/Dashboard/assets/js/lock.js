import { card, empty, h, replace, skeleton, text } from "./dom.js";
import { plural, span, stateOf } from "./format.js";
import { get, oneAtATime, pathOf, session } from "./api.js";
import { line } from "./feed.js";
import { listen } from "./live.js";
import { timing } from "./overview.js";
import { askToRevoke } from "./revoke.js";
import { hrefOfMember, lastList } from "./view.js";

const REFRESH = 1000;
const YEAR_MS = 365 * 24 * 60 * 60 * 1000;

export function lockPage(main, key) {
  const stop = new AbortController();
  let lock = null;
  const state = h("span", { class: "pill", id: "state" }, "Loading");
  const revoke = h("button", { type: "button", class: "danger", id: "revoke", disabled: true }, "Revoke…");
  const holder = h("section", { class: "card holder", "aria-label": "Holder" }, skeleton(90));
  const queue = h("ol", { class: "list queue", id: "queue", "aria-label": "Queue", tabindex: "0" });
  const queueTitle = h("span", { class: "muted small" });
  const member = h("a", { class: "muted small mono", id: "member" });
  const events = h("ol", { class: "list feed", "aria-label": "Last events", tabindex: "0" });
  const holds = timing("Hold times");
  const hint = h("p", { class: "hint", id: "suggestion" });
  holds.element.querySelector(".body").append(hint);
  main.append(
    h("p", { class: "small muted" }, h("a", { href: lastList() }, "Locks"), " /"),
    h("div", { class: "head" }, h("h1", { class: "lock-title" }, key), state, member, h("span", { class: "end" }, revoke)),
    holder,
    h("div", { class: "grid wide" },
      h("div", { class: "stack" }, card("Queue", queueTitle, queue), holds.element),
      card("Last events", null, events)));
  const parts = holderParts();
  let mayRevoke = false;
  session().then(who => {
    mayRevoke = who.role === "admin";
    revoke.title = mayRevoke ? "" : "Only keys with the role admin may revoke.";
    if (lock) paint();
  });

  const tick = () => {
    if (!lock) return;
    const past = performance.now() - lock.at;
    if (lock.holder) parts.tick(lock.holder, past);
    for (const row of queue.querySelectorAll("[data-waited]")) {
      text(row.querySelector("b"), span(Number(row.dataset.waited) + past));
    }
  };
  const paint = () => {
    const [name, tone] = stateOf(lock.state);
    text(state, name);
    state.dataset.state = tone;
    text(member, lock.member ? `on ${lock.member}` : "");
    if (lock.member) member.href = hrefOfMember(lock.member);
    const wasFocused = document.activeElement === revoke;
    revoke.disabled = !(lock.holder || lock.state === "heldOverlong") || !mayRevoke;
    if (wasFocused && revoke.disabled) main.focus({ preventScroll: true });
    if (lock.holder) {
      if (!parts.element.isConnected) replace(holder, parts.element);
      parts.paint(lock.holder);
    } else {
      replace(holder, empty(...noHolder(lock)));
    }

    text(queueTitle, lock.waiterCount ? plural(lock.waiterCount, "request") : "");
    replace(queue, lock.waiterCount === 0
      ? h("li", {}, h("div", { class: "empty" }, "No waiters")) : lock.waiters?.map(row));
    tick();
  };
  const loadLock = oneAtATime(async () => {
    try {
      const found = await get(pathOf(key), stop.signal);
      lock = Object.assign(found, { at: performance.now() });
      paint();
    } catch (error) {
      if (error.status) replace(holder, empty("This lock cannot be shown", error.message));
    }
  });
  const loadActivity = oneAtATime(async () => {
    try {
      const activity = await get(`${pathOf(key)}/activity`, stop.signal);
      replace(events, activity.events.length === 0
        ? h("li", {}, h("div", { class: "empty" }, "Nothing happened lately"))
        : activity.events.map(each => line(each, false)));
      holds.paint(activity.hold, "");
      replace(hint, activity.suggestedTtlMs ? [
        "Suggested time to live: ", h("b", {}, span(activity.suggestedTtlMs)),
        " (p99.9 of ", plural(activity.hold.count, "hold"), ", half as much again)",
      ] : "No time to live is suggested yet.");
    } catch (error) {
      if (error.status) replace(hint, error.message);
    }
  });

  let soon = 0;
  const closeEvents = listen(`key=${encodeURIComponent(key)}`, () => {
    soon ||= setTimeout(() => {
      soon = 0;
      loadLock();
      loadActivity();
    }, 100);
  });
  let closeDialog = () => {};
  revoke.addEventListener("click", () => {
    closeDialog = askToRevoke(lock, loadLock);
  });
  const timers = [setInterval(tick, 100), setInterval(loadLock, REFRESH)];
  loadLock();
  loadActivity();
  return () => {
    stop.abort();
    timers.forEach(clearInterval);
    clearTimeout(soon);
    closeEvents();
    closeDialog();
  };
}

const NO_HOLDER = {
  free: ["No holder", "It is free for the next client that asks."],
  heldOutside: ["Held by a client outside this service", "Waiters get it as soon as it is free."],
  heldOverlong: ["Its key in Redis lasts longer than any lease",
    "The clock of Redis went back, or a client outside this service set it so. Revoking the lock removes the key."],
};

function noHolder(lock) {
  const [title, hint] = NO_HOLDER[lock.state] ?? ["No holder", "Waiters get it as soon as it is free."];
  return [title, lock.heldOutsideForMs ? `It ends in ${span(lock.heldOutsideForMs)} unless it is renewed. ${hint}` : hint];
}

function holderParts() {
  const name = h("span", { class: "name", id: "holder" });
  const countdown = h("span", { class: "countdown", id: "countdown", role: "timer", "aria-label": "Time left" });
  const fill = h("i", { id: "time-left" });
  const bar = h("div", {
    class: "bar", role: "progressbar", "aria-label": "Time left", "aria-valuemin": 0, "aria-valuemax": 100,
  }, fill);
  const facts = ["Fencing token", "Held for", "Time to live", "Last renewed", "Holds", "Confirmed"].map(name => [name, h("b")]);
  const [token, held, ttl, renewed, holds, confirmed] = facts.map(([, value]) => value);
  token.classList.add("mono");
  token.id = "token";
  renewed.id = "renewed";
  return {
    element: h("div", { class: "stack" },
      h("div", { class: "top-line" },
        h("span", {}, h("span", { class: "muted small" }, "Held by"), h("br"), name), countdown),
      bar, h("div", { class: "numbers" }, facts.map(([name, value]) => h("div", {}, h("span", {}, name), value)))),
    paint(holder) {
      text(name, holder.name);
      text(token, holder.token);
      text(ttl, span(holder.ttlMs));
      text(holds, holder.holdCount);
      text(confirmed, holder.confirmed ? "yes" : "waiting for it");
    },
    tick(holder, past) {
      const left = Math.max(0, holder.expiresInMs - past);
      const share = Math.min(1, left / Math.max(1, holder.ttlMs));
      fill.style.width = `${(share * 100).toFixed(2)}%`;
      bar.dataset.tone = share < .15 ? "bad" : share < .33 ? "wait" : "";
      bar.setAttribute("aria-valuenow", Math.round(share * 100));
      text(countdown, `${span(left)} left`);
      text(held, span(holder.heldForMs + past));
      text(renewed, lastRenewal(holder, past));
    },
  };
}

function lastRenewal({ sinceRenewalMs, heldForMs }, past) {
  return sinceRenewalMs === undefined ? "–"
    : sinceRenewalMs >= heldForMs - 20 ? "not yet" : `${span(sinceRenewalMs + past)} ago`;
}

function row(waiter) {
  return h("li", { "data-waited": waiter.waitedForMs, "data-name": waiter.name },
    h("span", { class: "place", "aria-label": `Place ${waiter.position}` }, waiter.position),
    h("span", { class: "ellipsis", title: waiter.name }, waiter.name, h("br"),
      h("span", { class: "small muted" }, waiter.connected ? "connected" : "connection lost")),
    h("span", { class: "times" }, h("b", {}, span(waiter.waitedForMs)), waits(waiter.waitLeftMs)));
}

function waits(leftMs) {
  return leftMs < YEAR_MS ? `gives up in ${span(leftMs)}` : "waits without end";
}
