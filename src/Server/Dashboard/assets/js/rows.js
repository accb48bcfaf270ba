// A scrolled list that has elements only for the rows in sight, whatever its length.
import { h } from "./dom.js";

const BEYOND = 6;

// As in pages.css: a narrow row has two lines.
const narrow = matchMedia("(max-width: 720px)");
const heightOf = () => narrow.matches ? 60 : 44;

export function virtualRows({ make, open }) {
  const room = h("div", { role: "presentation" });
  const element = h("div", {
    class: "locks-view", role: "rowgroup", tabindex: "0",
    "aria-label": "Locks; arrow keys move, Enter opens",
  }, room);
  room.style.position = "relative";
  const inSight = new Map();
  const spare = [];
  let items = [];
  let active = -1;
  let frame = 0;
  let height = heightOf();

  const paint = () => {
    frame = 0;
    room.style.height = `${items.length * height}px`;
    const first = Math.max(0, Math.floor(element.scrollTop / height) - BEYOND);
    const last = Math.min(items.length - 1, Math.ceil((element.scrollTop + element.clientHeight) / height) + BEYOND);
    for (const [at, row] of inSight) {
      if (at < first || at > last) {
        inSight.delete(at);
        row.element.remove();
        spare.push(row);
      }
    }

    for (let at = first; at <= last; at++) {
      let row = inSight.get(at);
      if (!row) {
        row = spare.pop() ?? make();
        inSight.set(at, row);
        row.element.style.top = `${at * height}px`;
        row.element.id = `row-${at}`;
        row.element.setAttribute("aria-rowindex", at + 2);
        room.append(row.element);
      }

      row.at = at;
      row.element.onclick = () => open(items[row.at]);
      row.element.setAttribute("aria-selected", at === active);
      row.fill(items[at]);
    }

    if (active >= 0) element.setAttribute("aria-activedescendant", `row-${active}`);
    else element.removeAttribute("aria-activedescendant");
  };
  const soon = () => frame ||= requestAnimationFrame(paint);
  const move = to => {
    active = Math.max(0, Math.min(items.length - 1, to));
    const top = active * height;
    if (top < element.scrollTop) element.scrollTop = top;
    else if (top + height > element.scrollTop + element.clientHeight) {
      element.scrollTop = top + height - element.clientHeight;
    }

    paint();
  };

  element.addEventListener("scroll", soon, { passive: true });
  element.addEventListener("focus", () => {
    if (active < 0 && items.length > 0) move(0);
  });
  element.addEventListener("keydown", event => {
    const page = Math.max(1, Math.floor(element.clientHeight / height) - 1);
    const to = {
      ArrowDown: active + 1, ArrowUp: active - 1, PageDown: active + page, PageUp: active - page,
      Home: 0, End: items.length - 1,
    }[event.key];
    if (to !== undefined && items.length > 0) {
      event.preventDefault();
      move(to);
    } else if (event.key === "Enter" && items[active]) {
      open(items[active]);
    }
  });
  const measure = () => {
    const first = element.scrollTop / height;
    height = heightOf();
    for (const [at, row] of inSight) row.element.style.top = `${at * height}px`;
    paint();
    element.scrollTop = first * height;
  };
  addEventListener("resize", soon);
  narrow.addEventListener("change", measure);
  return {
    element,
    grid: null,
    show(next) {
      const key = items[active]?.key;
      items = next;
      active = key === undefined ? -1 : items.findIndex(item => item.key === key);
      this.grid?.setAttribute("aria-rowcount", items.length + 1);
      soon();
    },
    tick() {
      for (const [at, row] of inSight) {
        if (items[at]) row.tick(items[at]);
      }
    },
    focus(key) {
      const at = items.findIndex(item => item.key === key);
      if (at < 0) return;
      element.focus({ preventScroll: true });
      move(at);
    },
    close() {
      removeEventListener("resize", soon);
      narrow.removeEventListener("change", measure);
      cancelAnimationFrame(frame);
    },
  };
}
