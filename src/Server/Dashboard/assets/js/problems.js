// One banner for everything that is wrong, in the words of the server's own checks.
import { h, replace, text } from "./dom.js";
import { plural } from "./format.js";
import { get, oneAtATime, session } from "./api.js";
import { tabStorage } from "./storage.js";

const REFRESH = 5000;

// Countdowns do not make a problem another one.
const nameOf = problem => `${problem.check}: ${problem.reason.replace(/\b\d+ (min|s|ms)\b/g, "")}`;

export function problemsBanner(signal) {
  const title = h("h2");
  const list = h("ul", { class: "list" });
  const hide = h("button", { type: "button", class: "quiet" }, "Hide");
  const element = h("section", {
    class: "card problems", id: "problems", role: "status", "aria-label": "What is wrong", hidden: true,
  }, h("div", { class: "top-line" }, title, h("a", { class: "small", href: "#/cluster" }, "Cluster"), hide), list);
  let names = "";
  let shown = "";
  const paint = problems => {
    names = problems.map(nameOf).join("\n");
    element.hidden = problems.length === 0 || tabStorage.get("hidden-problems") === names;
    const now = JSON.stringify(problems);
    if (now === shown) return;
    shown = now;
    text(title, problems.length === 1 ? "Something is wrong" : `${plural(problems.length, "thing")} are wrong`);
    replace(list, problems.map(problem => h("li", {}, h("b", {}, problem.check), " ", problem.reason)));
  };

  // Until something else is wrong, or the tab is closed.
  hide.addEventListener("click", () => {
    tabStorage.set("hidden-problems", names);
    element.hidden = true;
  });
  const refresh = oneAtATime(async () => {
    if (document.hidden) return;
    try {
      paint((await get("v1/status", signal)).problems);
    } catch {
      // The page says by itself that the server does not answer.
    }
  });
  session().then(caller => {
    if (caller.prefixes.length > 0 || signal.aborted) return;
    refresh();
    const timer = setInterval(refresh, REFRESH);
    signal.addEventListener("abort", () => clearInterval(timer));
  });
  return element;
}
