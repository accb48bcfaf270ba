// Lines about events, newest first.
import { h, toast } from "./dom.js";
import { ago, clock, detailOf, full, kindOf } from "./format.js";

export const hrefOf = key => `#/locks/${encodeURIComponent(key)}`;

export function line(event, withKey = true) {
  if (event.kind === "gap") {
    return h("li", { class: "event", "data-tone": "" }, h("time", {}, ""), h("span", { class: "kind" }, "Skipped"),
      h("span", { class: "more" }, `${event.missed || "some"} events went by unseen`));
  }

  const [name, tone] = kindOf(event.kind);
  return h("li", { class: "event", "data-tone": tone, "data-kind": event.kind },
    h("time", { datetime: event.at, title: `${full(event.at)}, ${ago(event.at)}` }, clock(event.at)),
    h("span", { class: "kind" }, name),
    h("span", { class: withKey ? "ellipsis" : "" },
      withKey && h("a", { class: "mono", href: hrefOf(event.key) }, event.key), withKey && " ",
      h("span", {}, event.holder ?? ""), " ", h("span", { class: "more" }, detailOf(event)), event.traceId && [" ", copyTrace(event.traceId)]));
}

// A page without TLS has no clipboard; there the id is shown.
function copyTrace(id) {
  return h("button", {
    type: "button", class: "trace", title: `Copy the trace id ${id}`, "data-trace": id,
    onclick: async () => {
      try {
        await navigator.clipboard.writeText(id);
        toast(`Copied the trace id ${id}`);
      } catch {
        toast(`The trace id is ${id}`);
      }
    },
  }, "trace");
}

// A list that takes many events a second and paints a few times a second. On hold it goes on taking, and paints later.
export function feed(most, painted = () => {}) {
  const list = h("ol", { class: "list feed", "aria-label": "Events", tabindex: "0" });
  let fresh = [];
  let timer = 0;
  let onHold = false;
  const paint = () => {
    timer = 0;
    if (onHold) return;
    const lines = fresh.slice(-most).reverse().map(event => line(event));
    fresh = [];
    list.prepend(...lines);
    while (list.children.length > most) list.lastChild.remove();
    painted();
  };
  return {
    list,
    add(event) {
      if (event.kind === "gap" && !event.missed) return;
      fresh.push(event);
      if (fresh.length > 4 * most) fresh.splice(0, fresh.length - most);
      timer ||= setTimeout(paint, 150);
    },
    hold(isHeld) {
      onHold = isHeld;
      if (!onHold) paint();
    },

    // Takes away the oldest lines that are no longer wanted.
    keep(isWanted) {
      while (list.lastChild && !isWanted(list.lastChild)) list.lastChild.remove();
    },
    clear() {
      fresh = [];
      list.replaceChildren();
    },
    close() {
      clearTimeout(timer);
    },
  };
}
