// All locks in use, page by page.
import { get } from "./api.js";
import { empty } from "./dom.js";
import { number } from "./format.js";

const PAGE = 1000;
const MOST = 50000;

// The list has in `gaps` what it lacks, in words; nothing when it is whole.
export async function loadAll(signal, onFirst) {
  const found = [];
  const silent = new Set();
  let after = "";
  while (after !== undefined && found.length < MOST) {
    const page = await get(`v1/locks?limit=${PAGE}&after=${encodeURIComponent(after)}`, signal);
    const at = performance.now();
    for (const lock of page.locks) found.push(Object.assign(lock, { at }));
    for (const member of page.unreachable ?? []) silent.add(member);
    if (after === "" && page.next !== undefined) onFirst?.([...found]);
    after = page.next;
  }

  const gaps = [
    silent.size > 0 && `no answer from ${[...silent].join(", ")}, whose locks are missing`,
    after !== undefined && `only the first ${number(MOST)} locks`,
  ];
  return Object.assign(found, { gaps: gaps.filter(Boolean).join("; ") });
}

// What to say when there is nothing to show.
export const emptyList = gaps => gaps
  ? empty("No lock to show", `${gaps[0].toUpperCase()}${gaps.slice(1)}.`)
  : empty("No lock is in use", "Locks show up here as soon as a client takes one.");

// A long list is asked for less often.
export const pauseFor = locks => Math.min(10000, Math.max(2000, locks.length));
