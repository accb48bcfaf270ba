// Builds elements; text only, never markup, so that no key or name can inject anything.
const SVG = "http://www.w3.org/2000/svg";

export function h(tag, props = {}, ...children) {
  return fill(document.createElement(tag), props, children);
}

export function s(tag, props = {}, ...children) {
  return fill(document.createElementNS(SVG, tag), props, children);
}

function fill(element, props, children) {
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.flat().filter(child => child !== null && child !== undefined && child !== false));
  return element;
}

export function replace(element, ...children) {
  element.replaceChildren(...children.flat().filter(child => child !== null && child !== undefined && child !== false));
}

// As replace, but what had the focus keeps it; children that stay must be the same elements.
export function rearrange(element, children) {
  const focused = element.contains(document.activeElement) ? document.activeElement : null;
  const before = [...element.children];
  if (children.length === before.length && children.every((child, at) => child === before[at])) return;
  element.replaceChildren(...children);
  if (focused) (focused.isConnected ? focused : element.querySelector("a"))?.focus({ preventScroll: true });
}

export function text(element, value) {
  const wanted = String(value);
  if (element.textContent !== wanted) element.textContent = wanted;
}

export function empty(title, detail) {
  return h("div", { class: "empty" }, h("strong", {}, title), detail ?? "");
}

export function skeleton(height) {
  const block = h("div", { class: "skeleton", "aria-hidden": "true" });
  block.style.height = `${height}px`;
  return block;
}

export function toast(message) {
  const note = h("div", { class: "toast" }, message);
  document.getElementById("toasts").append(note);
  setTimeout(() => note.remove(), 5000);
}

export function card(title, end, ...children) {
  return h("section", { class: "card", "aria-label": title },
    h("header", {}, h("h2", {}, title), end), ...children);
}
