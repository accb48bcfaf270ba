// Events as they happen. The browser connects again by itself and names the last event that it saw.
import { get, onReach } from "./api.js";

export const KINDS = ["granted", "reentered", "released", "restored", "queued", "timedOut", "cancelled", "dropped",
  "rejected", "expired", "revoked", "lost"];

let state = "connecting";
let since = Date.now();

export function show(next) {
  if (next === state) return;
  state = next;
  since = Date.now();
  paint();
}

function paint() {
  const pill = document.getElementById("connection");
  const banner = document.getElementById("banner");
  const names = { live: "Live", connecting: "Connecting", down: "Disconnected" };
  pill.dataset.state = state;
  pill.textContent = names[state];
  banner.hidden = state !== "down";
  if (state === "down") {
    const time = new Date(since).toLocaleTimeString("en-GB");
    banner.textContent = `Disconnected since ${time}. What you see is from before; trying to reconnect.`;
  }
}

let current = null;
onReach(reached => {
  if (!reached) show("down");
  else if (current?.readyState === EventSource.OPEN) show("live");
});

// Opens a stream; returns what closes it. A stream that the server refused is opened anew. A hidden page has
// none: over HTTP/1.1 browsers have six connections for all tabs, and so many streams would leave none for requests.
export function listen(query, onEvent) {
  let source = null;
  let timer = 0;
  let lastId = "";
  let wasHidden = false;
  const open = () => {
    if (document.hidden) {
      wasHidden = true;
      return;
    }

    const after = lastId ? `${query ? "&" : ""}after=${encodeURIComponent(lastId)}` : "";
    source = new EventSource(`v1/events${query || after ? "?" : ""}${query}${after}`);
    current = source;
    source.onopen = () => {
      const hasMissed = wasHidden || state === "down";
      wasHidden = false;
      show("live");
      if (hasMissed) onEvent({ kind: "gap", missed: 0 });
    };
    source.onerror = () => {
      show("down");
      if (source.readyState === EventSource.CLOSED) {
        clearTimeout(timer);
        timer = setTimeout(open, 1000);

        // The browser does not tell why it was refused. If the session has ended, this leads to the login.
        get("v1/session").catch(() => {});
      }
    };
    for (const kind of [...KINDS, "gap"]) {
      source.addEventListener(kind, message => {
        lastId = message.lastEventId || lastId;
        onEvent(kind === "gap" ? { kind, ...JSON.parse(message.data) } : JSON.parse(message.data));
      });
    }
  };
  const close = () => {
    clearTimeout(timer);
    source?.close();
  };
  const look = () => {
    close();
    open();
  };
  document.addEventListener("visibilitychange", look);
  open();
  return () => {
    document.removeEventListener("visibilitychange", look);
    close();
  };
}
