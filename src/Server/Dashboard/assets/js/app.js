import { replace, toast } from "./dom.js";
import { call, session } from "./api.js";
import { lastList } from "./view.js";
import { storage } from "./storage.js";
import { overviewPage } from "./overview.js";
import { locksPage } from "./locks.js";
import { lockPage } from "./lock.js";
import { clusterPage } from "./cluster.js";
import { eventsPage } from "./events.js";

const main = document.getElementById("main");
let close = () => {};
let isFirst = true;
const TITLES = { overview: "Overview", locks: "Locks", events: "Events", cluster: "Cluster" };

function route() {
  const [, page, query = "", rest = ""] = location.hash.match(/^#?\/?([^/?]*)(?:\?(.*)|\/(.*))?$/s) ?? [];
  close();
  replace(main);
  const name = Object.hasOwn(TITLES, page) ? page : "overview";
  for (const link of document.querySelectorAll("nav [data-page]")) {
    if (link.dataset.page === name) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }

  const key = rest ? decode(rest) : "";
  document.title = `${key || TITLES[name]} · LockActors`;
  close = name === "cluster" ? clusterPage(main)
    : name === "overview" ? overviewPage(main)
    : name === "events" ? eventsPage(main, query)
    : key ? lockPage(main, key) : locksPage(main, query);
  if (!isFirst && !main.contains(document.activeElement)) main.focus({ preventScroll: true });
  isFirst = false;
  scrollTo(0, 0);
}

function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function theme() {
  const root = document.documentElement;
  const saved = storage.get("theme");
  if (saved) root.dataset.theme = saved;
  document.getElementById("theme").addEventListener("click", () => {
    const isDark = root.dataset.theme
      ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = isDark ? "light" : "dark";
    storage.set("theme", root.dataset.theme);
  });
}

// One key from anywhere: "/" searches, g then o, l, e or c goes to a page.
const GOES = { o: "#/", l: "#/locks", e: "#/events", c: "#/cluster" };
let wentG = 0;
document.addEventListener("keydown", event => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select, dialog")) return;
  if (event.key === "/") {
    event.preventDefault();
    const search = document.getElementById("search");
    if (search) search.focus();
    else location.hash = "#/locks?search";
  } else if (event.key === "g") {
    wentG = Date.now();
  } else if (Date.now() - wentG < 1000 && GOES[event.key]) {
    location.hash = GOES[event.key];
  } else if (event.key === "Escape" && location.hash.startsWith("#/locks/")) {
    location.hash = lastList();
  }
});

theme();
session().then(who => {
  const name = document.getElementById("who");
  const logout = document.getElementById("logout");
  name.hidden = logout.hidden = !who.canLogOut;
  name.textContent = `${who.name} (${who.role})`;
  if (who.prefixes.length > 0) document.documentElement.dataset.scope = "prefixes";
});
document.getElementById("logout").addEventListener("click", async () => {
  try {
    await call("POST", "logout");
    location.replace("login");
  } catch (error) {
    if (error.status !== 401) toast("You are still signed in: the server did not end the session.");
  }
});
document.querySelector(".skip").addEventListener("click", event => {
  event.preventDefault();
  main.focus();
});
addEventListener("hashchange", () => {
  if (location.hash === "#/locks?search") {
    history.replaceState(null, "", "#/locks");
    route();
    document.getElementById("search").focus();
  } else {
    route();
  }
});
route();
