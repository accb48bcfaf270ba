import { card, h, rearrange, replace, skeleton, text } from "./dom.js";
import { full, number, plural, span } from "./format.js";
import { get, oneAtATime } from "./api.js";
import { chart, drawArea, drawBars, drawHistogram } from "./charts.js";
import { feed, hrefOf } from "./feed.js";
import { emptyList, loadAll, pauseFor } from "./list.js";
import { listen } from "./live.js";
import { problemsBanner } from "./problems.js";

const REFRESH = 2000;
const LOSSES = ["expired", "lost", "revoked"];
const FAILURES = [["timedOut", "timed out"], ["cancelled", "cancelled"], ["dropped", "dropped"], ["rejected", "rejected"]];

export function overviewPage(main) {
  const tiles = {
    held: tile("Locks held", "held"), waiting: tile("Requests waiting", "wait"),
    contended: tile("Locks contended", "", "for-prefixes"),
    rate: tile("Grants per second", "", "for-all"), losses: tile("Losses, last 5 minutes", "", "for-all"),
  };
  const grants = chart("Grants per second over the last five minutes");
  const lossChart = chart("Losses over the last five minutes");
  const waits = timing("Waiting times");
  const holds = timing("Hold times");
  const attention = h("ul", { class: "list attention" }, h("li", {}, skeleton(120)));
  const events = feed(60);
  const since = h("span", { class: "muted small" });
  const losses = LOSSES.map(kind => h("a", { href: `#/events?kinds=${kind}` }));
  const failures = h("span", { class: "muted small", id: "failures" });
  tiles.losses.fill(losses[0], ", ", losses[1], ", ", losses[2], " in all");
  const stop = new AbortController();
  main.append(
    problemsBanner(stop.signal),
    h("div", { class: "head" }, h("h1", {}, "Overview"), h("span", { class: "end" }, since)),
    h("div", { class: "grid tiles" }, Object.values(tiles).map(each => each.element)),
    h("div", { class: "grid wide" },
      h("div", { class: "stack for-all" },
        card("Grants per second", null, h("div", { class: "body" }, grants)),
        h("div", { class: "grid two" }, waits.element, holds.element),
        card("Losses: expired, lost, revoked", failures, h("div", { class: "body" }, lossChart))),
      h("div", { class: "stack" },
        card("Longest queues and holds", h("a", { class: "small muted", href: "#/locks" }, "All locks"), attention),
        card("Events", h("span", { class: "small muted links" },
          h("a", { href: "#/events?kinds=timedOut,cancelled,dropped,rejected" }, "Failed requests"), " ",
          h("a", { href: "#/events" }, "All events")), events.list))));

  const paintTenant = overview => {
    tiles.held.set(number(overview.held), "");
    tiles.waiting.set(number(overview.waiting), "");
    tiles.contended.set(number(overview.contended), "");
    tiles.waiting.element.dataset.tone = overview.waiting > 0 ? "wait" : "";
    text(since, `only below ${overview.prefixes.join(", ")}${missing(overview)}`);
  };
  const paint = overview => {
    if (overview.prefixes) {
      paintTenant(overview);
      return;
    }

    tiles.held.set(number(overview.held), overview.contended
      ? `${plural(overview.contended, "lock")} contended` : "none contended");
    tiles.waiting.set(number(overview.waiting), overview.wait.count > 0
      ? `p99 wait ${span(overview.wait.p99Ms)}` : "p99 wait: no samples");
    tiles.rate.set(number(overview.grantsPerSecond), `${number(overview.grants)} in all`);
    const lately = overview.points.reduce((sum, point) => sum + point.losses, 0);
    tiles.losses.set(number(lately));
    LOSSES.forEach((kind, at) => text(losses[at], `${number(overview.losses[kind])} ${kind}`));
    text(failures, `failed requests in all: ${FAILURES.map(([kind, name]) =>
      `${number(overview.failures[kind])} ${name}`).join(", ")}`);
    tiles.losses.element.dataset.tone = lately > 0 ? "bad" : "";
    tiles.waiting.element.dataset.tone = overview.waiting > 0 ? "wait" : "";
    drawArea(grants, overview.points.map(point => point.grants));
    drawBars(lossChart, overview.points.map(point => point.losses));
    waits.paint(overview.wait, "wait");
    holds.paint(overview.hold, "");
    text(since, `since ${full(overview.since)}${missing(overview)}`);
  };
  const refresh = oneAtATime(async () => {
    if (document.hidden) return;
    try {
      paint(await get("v1/overview", stop.signal));
    } catch (error) {
      if (error.status) text(since, error.message);
    }
  });
  let next = 0;
  const look = async () => {
    let pause = REFRESH;
    try {
      if (!document.hidden) {
        const locks = await loadAll(stop.signal);
        pause = pauseFor(locks);
        paintAttention(attention, locks);
      }
    } catch (error) {
      if (error.status) text(since, error.message);
    }

    if (!stop.signal.aborted) next = setTimeout(look, pause);
  };
  refresh();
  look();
  const timer = setInterval(refresh, REFRESH);
  const closeEvents = listen("tail=40", events.add);
  return () => {
    stop.abort();
    clearInterval(timer);
    clearTimeout(next);
    closeEvents();
    events.close();
  };
}

const missing = overview => overview.unreachable ? ` · no answer from ${overview.unreachable.join(", ")}` : "";

function tile(name, tone, scope = "") {
  const value = h("b", {}, "–");
  const more = h("span", { class: "muted small ellipsis" }, "\u00a0");
  return {
    element: h("section", { class: `card tile ${scope}`, "data-tone": tone, "aria-label": name },
      h("h2", {}, name), value, more),
    set(now, detail) {
      text(value, now);
      if (detail !== undefined) text(more, detail);
    },
    fill: (...parts) => more.replaceChildren(...parts),
  };
}

export function timing(title) {
  const svg = chart(title);
  const quantiles = h("span", { class: "quantiles" });
  return {
    element: card(title, quantiles, h("div", { class: "body" }, svg)),
    paint(summary, tone) {
      drawHistogram(svg, summary, tone);
      replace(quantiles, summary.count > 0 && [
        h("span", {}, "p50 ", h("b", {}, span(summary.p50Ms))),
        h("span", {}, "p99 ", h("b", {}, span(summary.p99Ms)))]);
    },
  };
}

function paintAttention(list, locks) {
  const first = [...locks]
    .sort((a, b) => b.waiterCount - a.waiterCount || (b.holder?.heldForMs ?? 0) - (a.holder?.heldForMs ?? 0))
    .slice(0, 5);
  const known = new Map([...list.querySelectorAll("li[data-key]")].map(row => [row.dataset.key, row]));
  rearrange(list, first.length === 0
    ? [h("li", {}, emptyList(locks.gaps))]
    : first.map(lock => {
      const row = known.get(lock.key) ?? attentionRow(lock.key);
      text(row.querySelector(".who"),
        lock.holder ? `${lock.holder.name} for ${span(lock.holder.heldForMs)}` : lock.state);
      const pill = row.querySelector(".pill");
      text(pill, lock.waiterCount > 0 ? `${number(lock.waiterCount)} waiting` : "held");
      pill.dataset.state = lock.waiterCount > 0 ? "wait" : "held";
      return row;
    }));
}

function attentionRow(key) {
  return h("li", { "data-key": key }, h("a", { href: hrefOf(key) },
    h("span", { class: "ellipsis" }, h("span", { class: "mono" }, key), h("br"), h("span", { class: "who" })),
    h("span", {}), h("span", { class: "pill" })));
}
