// Small charts in SVG, drawn in the pixels that they get.
import { s, replace } from "./dom.js";
import { number, span } from "./format.js";

const TOP = 8;
const FOOT = 20;
const LEFT = 40;

export function chart(label) {
  return s("svg", { class: "chart", role: "img", "aria-label": label });
}

function frame(svg, highest, foot) {
  const width = Math.max(160, svg.clientWidth || 480);
  const height = svg.clientHeight || 132;
  svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  const base = height - FOOT;
  const y = value => base - (base - TOP) * value / highest;
  const lines = [0.5, 1].map(share => [
    s("line", { class: "gridline", x1: LEFT, x2: width, y1: y(highest * share), y2: y(highest * share) }),
    s("text", { x: LEFT - 8, y: y(highest * share) + 4, "text-anchor": "end" }, number(highest * share)),
  ]);
  const axis = s("line", { class: "axis", x1: LEFT, x2: width, y1: base + .5, y2: base + .5 });
  const names = foot.map(([share, name]) => s("text", {
    x: LEFT + (width - LEFT) * share, y: height - 4,
    "text-anchor": share === 0 ? "start" : share === 1 ? "end" : "middle",
  }, name));
  return { width, base, y, parts: [...lines.flat(), axis, ...names] };
}

// The next number above that reads well: 1, 2, 4, 10, 20...
function nice(value) {
  if (value <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 4, 10].map(step => step * power).find(step => step >= value);
}

const MINUTES = [[0, "5 m ago"], [.4, "3 m"], [.8, "1 m"], [1, "now"]];

export function drawArea(svg, values) {
  const { width, base, y, parts } = frame(svg, nice(Math.max(...values, 1)), MINUTES);
  const x = at => LEFT + (width - LEFT) * at / Math.max(1, values.length - 1);
  const line = values.map((value, at) => `${at ? "L" : "M"}${x(at).toFixed(1)} ${y(value).toFixed(1)}`).join("");
  replace(svg, parts,
    s("path", { class: "area", d: `${line}L${x(values.length - 1)} ${base}L${x(0)} ${base}Z` }),
    s("path", { class: "line", d: line }));
}

export function drawBars(svg, values, tone = "bad") {
  const { width, base, y, parts } = frame(svg, nice(Math.max(...values, 2)), MINUTES);
  const step = (width - LEFT) / values.length;
  replace(svg, parts, values.map((value, at) => value > 0 && s("rect", {
    class: `column ${tone}`, x: LEFT + step * at + 1, width: Math.max(2, step - 2),
    y: y(value), height: base - y(value), rx: 1,
  })));
}

// A histogram over a logarithmic axis of time.
export function drawHistogram(svg, summary, tone = "") {
  const buckets = summary.buckets;
  if (buckets.length === 0) {
    const { width, base, parts } = frame(svg, 1, []);
    replace(svg, parts.slice(-1), s("text", {
      x: width / 2, y: base / 2 + 4, "text-anchor": "middle",
    }, "Nothing measured yet"));
    return;
  }

  const low = Math.log2(Math.max(.0625, Math.min(...buckets.map(bucket => bucket.fromMs)))) - .5;
  const high = Math.max(low + 3, Math.log2(Math.max(...buckets.map(bucket => bucket.toMs))) + .5);
  const columns = Math.min(32, Math.max(12, Math.ceil((high - low) * 2)));
  const counts = new Array(columns).fill(0);
  const columnOf = ms => Math.floor((Math.log2(Math.max(.0625, ms)) - low) / (high - low) * columns);
  for (const bucket of buckets) {
    const middle = Math.sqrt(Math.max(.0625, bucket.fromMs) * bucket.toMs);
    counts[Math.min(columns - 1, Math.max(0, columnOf(middle)))] += bucket.count;
  }

  const foot = [0, 1 / 3, 2 / 3, 1].map(share => [share, span(2 ** (low + (high - low) * share))]);
  const { width, base, y, parts } = frame(svg, nice(Math.max(...counts)), foot);
  const step = (width - LEFT) / columns;
  const mark = LEFT + (width - LEFT) * Math.min(1, (Math.log2(Math.max(.0625, summary.p99Ms)) - low) / (high - low));
  replace(svg, parts, counts.map((count, at) => count > 0 && s("rect", {
    class: `column ${tone}`, x: LEFT + step * at + 1, width: Math.max(2, step - 2),
    y: Math.min(y(count), base - 2), height: Math.max(2, base - y(count)), rx: 1,
  })), s("line", { class: "mark", x1: mark, x2: mark, y1: TOP, y2: base }),
  s("text", { x: mark - 4, y: TOP + 9, "text-anchor": "end" }, "p99"));
}
