const NUMBER = new Intl.NumberFormat("en", { maximumFractionDigits: 1 });
const COMPACT = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });
const CLOCK = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });
const FULL = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "long" });

export const number = value => Math.abs(value) >= 100000 ? COMPACT.format(value) : NUMBER.format(value);
export const clock = at => CLOCK.format(new Date(at));
export const full = at => FULL.format(new Date(at));

// A duration in the two largest units that say something.
export function span(ms) {
  if (ms === undefined || ms === null) return "–";
  if (ms < .1) return ms <= 0 ? "0 ms" : "<0.1 ms";
  if (ms < 1) return `${ms.toFixed(1)} ms`;
  if (ms < 1000) return `${Math.round(ms)} ms`;
  const seconds = ms / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 60) return `${Math.floor(seconds)} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} m ${Math.floor(seconds % 60)} s`;
  if (seconds < 86400) return `${Math.floor(seconds / 3600)} h ${Math.floor(seconds % 3600 / 60)} m`;
  return `${Math.floor(seconds / 86400)} d ${Math.floor(seconds % 86400 / 3600)} h`;
}

export const ago = at => {
  const past = Date.now() - new Date(at).getTime();
  return past < 1500 ? "just now" : `${span(past)} ago`;
};

export const plural = (count, one, many = `${one}s`) => `${number(count)} ${count === 1 ? one : many}`;

const STATES = {
  held: ["Held", "held"], free: ["Free", "free"], granting: ["Granting", "wait"],
  heldOutside: ["Held outside", "wait"], heldOverlong: ["Held overlong", "bad"], paused: ["Paused", "wait"],
};
export const stateOf = state => STATES[state] ?? [state, "free"];

const KINDS = {
  granted: ["Granted", "held"], reentered: ["Re-entered", "held"], released: ["Released", ""],
  restored: ["Restored", "held"], queued: ["Queued", "wait"], timedOut: ["Timed out", "wait"],
  cancelled: ["Gave up", "wait"], dropped: ["Dropped", "wait"], rejected: ["Rejected", "bad"],
  expired: ["Expired", "bad"], revoked: ["Revoked", "bad"], lost: ["Lost", "bad"],
};
export const kindOf = kind => KINDS[kind] ?? [kind, ""];

// What stands behind the holder in a line about an event.
export function detailOf(event) {
  switch (event.kind) {
    case "granted": return event.waitedForMs >= 1 ? `after waiting ${span(event.waitedForMs)}` : "at once";
    case "queued": return `place ${event.position}`;
    case "reentered": return `holds it ${event.position} times`;
    case "timedOut": case "cancelled": case "dropped": return `after ${span(event.waitedForMs)}`;
    case "revoked":
      return `${event.by ? `by ${event.by} ` : ""}after ${span(event.heldForMs)}`
        + (event.reason ? `: ${event.reason}` : "");
    case "released": case "expired": case "lost": return `after ${span(event.heldForMs)}`;
    default: return "";
  }
}
