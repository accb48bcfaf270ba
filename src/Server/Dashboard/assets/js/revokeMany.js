import { h, replace, text, toast } from "./dom.js";
import { number, plural } from "./format.js";
import { call, get, pathOf } from "./api.js";

const MOST = 1000;
const AT_ONCE = 4;
const SETTLE = 300;
const SHOWN = 5;

// Asks which locks, shows how many are held and what they are, and revokes these leases, by their tokens, and no later
// ones. Returns what takes the question back.
export function askToRevokeMany(begin, onDone) {
  const prefix = h("input", {
    id: "many-prefix", required: true, autocomplete: "off", spellcheck: "false", maxlength: 512,
  });
  prefix.value = begin;
  const reason = h("textarea", {
    id: "reason", maxlength: 500, required: true, placeholder: "What the next on call should know",
  });
  const hits = h("p", { id: "hits", role: "status" });
  const examples = h("ul", { class: "list mono small", id: "examples" });
  const problem = h("p", { class: "error", role: "alert", hidden: true });
  const confirm = h("button", { type: "submit", class: "danger solid", id: "confirm", disabled: true }, "Revoke locks");
  const dialog = h("dialog", { "aria-labelledby": "revoke-title" },
    h("form", { method: "dialog", novalidate: true },
      h("h1", { id: "revoke-title" }, "Revoke all locks below a prefix?"),
      h("p", {}, "Holders are not stopped: each of them learns it when it next renews. Only what checks the fencing "
        + "token is safe from them meanwhile."),
      h("label", {}, "Prefix", prefix), hits, examples, h("label", {}, "Reason", reason), problem,
      h("div", { class: "actions" },
        h("button", { type: "button", onclick: () => dialog.close() }, "Keep them"), confirm)));
  const stop = new AbortController();
  const fail = message => {
    text(problem, message);
    problem.hidden = !message;
  };

  let found = [];
  let round = 0;
  const look = async () => {
    const mine = ++round;
    found = [];
    confirm.disabled = true;
    text(confirm, "Revoke locks");
    replace(examples);
    fail("");
    text(hits, prefix.value ? "Counting" : "An empty prefix would be every lock, so it is not taken.");
    if (!prefix.value) return;
    try {
      const query = `prefix=${encodeURIComponent(prefix.value)}&state=held&count=true&limit=${MOST}`;
      const page = await get(`v1/locks?${query}`, stop.signal);
      if (mine !== round) return;
      found = page.locks.filter(lock => lock.holder);
      const all = page.next === undefined ? found.length : page.total;
      const gaps = page.unreachable ? `; no answer from ${page.unreachable.join(", ")}, whose locks are missing` : "";
      text(hits, (all > found.length ? `${number(all)} locks are held, of which this revokes the first ${number(MOST)}`
        : `${plural(found.length, "lock is", "locks are")} held`) + gaps);
      replace(examples, found.slice(0, SHOWN).map(lock => h("li", { class: "ellipsis" }, lock.key)),
        found.length > SHOWN && h("li", {}, `and ${number(found.length - SHOWN)} more`));
      text(confirm, `Revoke ${plural(found.length, "lock")}`);
      confirm.disabled = found.length === 0;
    } catch (error) {
      if (mine !== round || stop.signal.aborted) return;
      text(hits, "");
      fail(error.message || "They cannot be counted: the server does not answer.");
    }
  };

  let soon = 0;
  prefix.addEventListener("input", () => {
    round++;
    confirm.disabled = true;
    clearTimeout(soon);
    soon = setTimeout(look, SETTLE);
  });
  dialog.querySelector("form").addEventListener("submit", async event => {
    event.preventDefault();
    if (confirm.disabled) return;
    if (reason.value.trim().length < 3) {
      fail("Please give a reason; it goes into the history and the log.");
      reason.focus();
      return;
    }

    confirm.disabled = prefix.disabled = true;
    fail("");
    const outcome = await revokeAll(found, reason.value.trim(), done => text(hits, `${number(done)} done`));
    onDone();
    const said = say(outcome);
    if (outcome.unknown === 0 && !outcome.error) {
      dialog.close();
      toast(said);
      return;
    }

    prefix.disabled = false;
    await look();
    fail(said);
  });
  dialog.addEventListener("close", () => {
    clearTimeout(soon);
    stop.abort();
    dialog.remove();
  });
  document.body.append(dialog);
  dialog.showModal();
  prefix.focus();
  look();
  return () => dialog.close();
}

// A few at a time. After a refusal that the next one would meet too, no more are sent.
async function revokeAll(locks, reason, tell) {
  const outcome = { revoked: 0, over: 0, unknown: 0, error: "" };
  const left = [...locks];
  const work = async () => {
    while (left.length > 0 && !outcome.error) {
      const { key, holder } = left.shift();
      try {
        await call("DELETE", `${pathOf(key)}?token=${holder.token}`, { reason });
        outcome.revoked++;
      } catch (error) {
        if (error.status === 409) outcome.over++;
        else if (error.status === 503) outcome.unknown++;
        else outcome.error = error.message || "The server does not answer.";
      }

      tell(outcome.revoked + outcome.over + outcome.unknown);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return outcome;
}

const say = ({ revoked, over, unknown, error }) => [
  `Revoked ${plural(revoked, "lock")}.`, over > 0 && `${plural(over, "lease")} had ended already.`,
  unknown > 0 && `Of ${number(unknown)} the outcome is unknown: the service did not answer.`, error,
].filter(Boolean).join(" ");
