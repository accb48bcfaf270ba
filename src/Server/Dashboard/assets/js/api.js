// The one way to the server. A session that ended leads to the login; what changes something carries the
// antiforgery token that the login left in a cookie. All paths are relative, for the server may stand below a prefix.
export class ApiError extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

// A server that says nothing for so long counts as gone, and is asked anew.
const PATIENCE = 30000;

const listeners = new Set();
export const onReach = listener => listeners.add(listener);

export const pathOf = key => "v1/locks/" + (key === "." ? "%2E" : key === ".." ? "%2E%2E" : encodeURIComponent(key));

export async function call(method, path, body, signal) {
  const headers = { Accept: "application/json" };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  const csrf = method === "GET" ? null : csrfToken();
  if (csrf) headers["X-LockActors-Csrf"] = csrf;
  let response;
  try {
    response = await fetch(path, {
      method, headers, signal: method === "GET" ? patient(signal) : signal, credentials: "same-origin", cache: "no-store",
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch (error) {
    if (error.name !== "AbortError") listeners.forEach(listener => listener(false));
    throw error;
  }

  listeners.forEach(listener => listener(true));
  if (response.status === 401) {
    location.assign(`login?returnUrl=${encodeURIComponent(location.pathname + location.search + location.hash)}`);
    throw new ApiError(401, "Please sign in.");
  }

  if (response.status === 204) return {};
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) {
    throw Object.assign(new ApiError(response.status, answer.detail ?? answer.title ?? ""), { answer });
  }

  return answer;
}

export const get = (path, signal) => call("GET", path, undefined, signal);

const patient = signal => AbortSignal.any([AbortSignal.timeout(PATIENCE), ...(signal ? [signal] : [])]);

// Asks one thing at a time, however slow the server is. Who asks meanwhile gets one more answer, after that.
export function oneAtATime(ask) {
  let running = false;
  let again = false;
  return async () => {
    again = true;
    if (running) return;
    running = true;
    try {
      while (again) {
        again = false;
        await ask();
      }
    } finally {
      running = false;
    }
  };
}

// Who is looking; on a server without keys, every visitor with every right. Until the server says so, no visitor has any.
let asked = null;
export const session = () => asked ??= get("v1/session").catch(() => {
  asked = null;
  return { role: "read", prefixes: [], canLogOut: false };
});

function csrfToken() {
  const entry = document.cookie.split("; ").find(part => part.startsWith("lockactors-csrf="));
  return entry ? decodeURIComponent(entry.slice("lockactors-csrf=".length)) : null;
}
