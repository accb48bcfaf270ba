// All locks in use, page by page.
import { get } from "./api.js";

const PAGE = 1000;
const MOST = 50000;

export async function loadAll(signal, onFirst) {
  const found = [];
  for (let after = ""; after !== undefined && found.length < MOST;) {
    const page = await get(`/v1/locks?limit=${PAGE}&after=${encodeURIComponent(after)}`, signal);
    const at = performance.now();
    for (const lock of page.locks) found.push(Object.assign(lock, { at }));
    if (after === "" && page.next !== undefined) onFirst?.([...found]);
    after = page.next;
  }

  return found;
}

// A long list is asked for less often.
export const pauseFor = locks => Math.min(10000, Math.max(2000, locks.length));
