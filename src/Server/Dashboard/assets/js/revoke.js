import { h, text, toast } from "./dom.js";
import { span } from "./format.js";
import { call, pathOf } from "./api.js";

// Asks first, and for a reason. What is revoked is the lease that was shown, by its token, and no later one; without a
// holder, a key that lasts too long in Redis. Returns what takes the question back.
export function askToRevoke(lock, onDone) {
  const { key, holder } = lock;
  const reason = h("textarea", {
    id: "reason", maxlength: 500, required: true, placeholder: "What the next on call should know",
  });
  const problem = h("p", { class: "error", role: "alert", hidden: true });
  const confirm = h("button", { type: "submit", class: "danger solid", id: "confirm" }, "Revoke lock");
  const dialog = h("dialog", { "aria-labelledby": "revoke-title" },
    h("form", { method: "dialog", novalidate: true },
      h("h1", { id: "revoke-title" }, "Revoke this lock?"),
      h("p", {}, holder ? "The holder is not stopped: it goes on believing until it next renews. Only what checks the "
        + "fencing token is safe from it meanwhile." : "Its key is removed from Redis. A client outside this service "
        + "that set it is not told."),
      h("dl", { class: "facts" },
        h("dt", {}, "Lock"), h("dd", { class: "mono" }, key),
        holder && [
          h("dt", {}, "Holder"), h("dd", {}, holder.name),
          h("dt", {}, "Held for"), h("dd", {}, span(holder.heldForMs)),
          h("dt", {}, "Token"), h("dd", { class: "mono" }, holder.token),
        ]),
      h("label", {}, "Reason", reason), problem,
      h("div", { class: "actions" },
        h("button", { type: "button", onclick: () => dialog.close() }, "Keep it"), confirm)));

  const fail = message => {
    text(problem, message);
    problem.hidden = false;
    confirm.disabled = false;
  };
  dialog.querySelector("form").addEventListener("submit", async event => {
    event.preventDefault();
    if (reason.value.trim().length < 3) {
      fail("Please give a reason; it goes into the history and the log.");
      reason.focus();
      return;
    }

    confirm.disabled = true;
    try {
      await call("DELETE", pathOf(key) + (holder ? `?token=${holder.token}` : ""), { reason: reason.value.trim() });
      dialog.close();
      toast(`Revoked ${key}.`);
      onDone();
    } catch (error) {
      fail(error.status === 409 ? "Nothing was revoked: the lease had ended already."
        : error.status === 403 ? "You may look, but not revoke."
        : error.status === 503 ? "The outcome is unknown: the service did not answer." : error.message || "It failed.");
    }
  });
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  reason.focus();
  return () => dialog.close();
}
