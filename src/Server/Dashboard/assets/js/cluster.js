import { empty, h, replace, skeleton, text } from "./dom.js";
import { ago, full, number, span } from "./format.js";
import { get, oneAtATime } from "./api.js";
import { listen } from "./live.js";
import { hrefOfMember } from "./view.js";

const REFRESH = 3000;
const STORES = { none: "in memory", redis: "one Redis", redlock: "Redlock quorum", storage: "grain storage" };

export function clusterPage(main) {
  const stop = new AbortController();
  const summary = h("span", { class: "muted" }, "Loading");
  const trouble = h("span", { class: "pill", id: "trouble", "data-state": "bad", hidden: true });
  const link = h("a", { class: "button", href: "orleans", hidden: true }, "Orleans Dashboard");
  const members = h("div", { class: "grid members", id: "members" }, skeleton(140));
  const title = h("h2", { class: "section-title" }, "Lease store");
  const masters = h("div", { class: "grid members masters", id: "masters" }, skeleton(110));
  const limits = h("div", { class: "card limits", id: "limits", hidden: true });
  const version = h("span", { class: "muted small", id: "version" });
  main.append(
    h("div", { class: "head" }, h("h1", {}, "Cluster"), summary, trouble, h("span", { class: "end" }, version, link)),
    members, title, masters, limits);
  get("v1/status", stop.signal).then(status => {
    text(version, `version ${status.version.split("+")[0]}`);
    version.title = status.version;
    limits.hidden = !status.limits;
    if (status.limits) replace(limits, limitFacts(status.limits));
  }).catch(() => {});
  const refresh = oneAtATime(async () => {
    if (document.hidden) return;
    try {
      const cluster = await get("v1/cluster", stop.signal);
      const answered = cluster.members.filter(member => member.answered).length;
      const votes = cluster.masters.filter(master => master.votes).length;
      const all = cluster.members.length;
      const dead = cluster.members.filter(isDead).length;
      text(trouble, `${dead} dead`);
      trouble.hidden = dead === 0;
      text(summary, `${answered} of ${all} ${all === 1 ? "process" : "silos"} answered`);
      text(title, `Lease store: ${STORES[cluster.store] ?? cluster.store}${
        cluster.masters.length > 1 ? `, ${votes} of ${cluster.masters.length} votes` : ""}`);
      replace(members, cluster.members.map(memberCard));
      replace(masters, cluster.masters.length === 0
        ? h("div", { class: "card" }, empty("No servers", "Leases are kept in memory; there is nothing else to watch."))
        : cluster.masters.map(masterCard));
      link.hidden = !cluster.members.some(member => member.address.includes("@") || member.address.includes(":"));
    } catch (error) {
      if (error.status) text(summary, error.status === 403 ? "" : error.message);
      if (error.status === 403) {
        title.hidden = masters.hidden = true;
        replace(members, h("div", { class: "card" }, empty("Not for this key", error.message)));
      }
    }
  });
  refresh();
  const timer = setInterval(refresh, REFRESH);
  const closeEvents = listen("kinds=lost", () => {});
  return () => {
    stop.abort();
    clearInterval(timer);
    closeEvents();
  };
}

const isDead = member => !member.answered && member.status === "Dead";

function memberCard(member) {
  const tone = member.answered ? "up" : "bad";
  return h("section", { class: "card member", "data-tone": tone, "aria-label": member.name },
    h("header", {}, h("h3", { title: member.name }, member.name),
      h("span", { class: "pill", "data-state": tone }, member.answered ? member.status
        : member.status === "Active" ? "No answer" : member.status)),
    h("dl", { class: "facts" },
      h("dt", {}, "Address"), h("dd", { class: "mono" }, member.address),
      h("dt", {}, "Held"), h("dd", {}, member.held === undefined ? "–"
        : h("a", { href: hrefOfMember(member.address) }, number(member.held))),
      h("dt", {}, "Waiting"), h("dd", {}, member.waiting === undefined ? "–" : number(member.waiting)),
      h("dt", {}, "Started"),
      h("dd", { title: member.since && full(member.since) }, member.since ? ago(member.since) : "–")));
}

function masterCard(master) {
  const tone = master.votes ? "up" : master.up ? "wait" : "bad";
  const name = master.votes ? "Votes" : !master.up ? "Down" : master.readOnly ? "Read-only" : "Young";
  return h("section", { class: "card member", "data-tone": tone, "aria-label": master.endPoint },
    h("header", {}, h("h3", { class: "mono", title: master.endPoint }, master.endPoint),
      h("span", { class: "pill", "data-state": tone }, name)),
    h("dl", { class: "facts" },
      h("dt", {}, "Latency"), h("dd", {}, span(master.latencyMs)),
      h("dt", {}, "Running for"), h("dd", {}, span(master.runTimeMs)),
      master.votesInMs ? [h("dt", {}, "Votes in"), h("dd", {}, span(master.votesInMs))] : null));
}

function limitFacts(limits) {
  const facts = [
    ["Time to live", `${span(limits.minTtlMs)} to ${span(limits.maxTtlMs)}`],
    ["Waiters for one lock", number(limits.maxWaiters)], ["Holds of one scope", number(limits.maxHolds)],
    ["Tokens in one block", number(limits.maxTokenBlock)], ["Grants are confirmed within", span(limits.confirmWindowMs)],
    ["A waiter asks again within", span(limits.livenessWindowMs)],
    ["Pause after an expiry", limits.lockDelayMs > 0 ? span(limits.lockDelayMs) : "none"],
  ];
  return [h("header", {}, h("h2", {}, "Limits")),
    h("dl", { class: "facts body" }, facts.map(([name, value]) => [h("dt", {}, name), h("dd", {}, value)]).flat())];
}
