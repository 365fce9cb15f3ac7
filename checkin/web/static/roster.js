// Keeps an open roster true: asks every 15 s whether it changed, and if so fetches the page and swaps what is
// different, in place. Without it the page works as it is.
const page = document.getElementById("roster");
const EVERY = 15_000;
const RESTING = 1_500; // after a touch, before anything moves
let version = page.dataset.version;
let waiting = null; // a newer page whose order has to wait
let touched = 0;
let pressed = false;
let asking = false;
let served = rowsOf(document); // each row as the server sent it

function rowsOf(from) {
  return new Map([...from.querySelectorAll("#list .row")].map((row) => [row.id, row.outerHTML]));
}

function say(words) {
  const status = document.getElementById("status");
  if (status.textContent !== words) status.textContent = words;
}

function live() {
  const { said, clock } = document.getElementById("status").dataset;
  say(`${said} Live, ${clock}.`);
}

// Somebody is at it: focused, under a finger, or with a form open.
function held(row) {
  return row.contains(document.activeElement) || row.matches(":active") || row.querySelector("details[open]") !== null;
}

function busy() {
  const list = document.getElementById("list");
  return pressed || performance.now() - touched < RESTING || held(list);
}

function swap(old, fresh) {
  const row = document.importNode(fresh, true);
  old.replaceWith(row);
  return row;
}

function mark(row, clock) {
  const word = document.createElement("span");
  word.className = "new";
  word.textContent = `new ${clock}`;
  (row.querySelector(".now") ?? row.querySelector(".loud") ?? row).append(word);
  row.classList.add("changed");
}

// Everything but the list: the answer, the counts, the list to read out.
function swapAround(fresh) {
  document.title = fresh.title;
  for (const where of [".lead h1", ".lead .date", ".counts", ".plan-out"]) {
    const [old, now] = [document.querySelector(where), fresh.querySelector(where)];
    if (!old !== !now && !busy()) location.reload(); // the first runner, or the last one has gone
    if (!old || !now || old.outerHTML === now.outerHTML) continue;
    if (old.contains(document.activeElement)) {
      // The links stay, so that the focus does: only what they count is new.
      const after = now.querySelectorAll(".num");
      old.querySelectorAll(".num").forEach((one, at) => (one.textContent = after[at]?.textContent ?? ""));
    } else swap(old, now);
  }
  const [old, now] = [document.getElementById("status"), fresh.getElementById("status")];
  old.dataset.said = now.dataset.said;
  old.dataset.clock = now.dataset.clock;
}

function changedRows(after) {
  return [...after].filter(([id, html]) => served.get(id) !== html).map(([id]) => id);
}

// The new order at once, if nobody is at the list; else only rows that nobody holds, each in its place.
function swapList(fresh) {
  const [after, clock] = [rowsOf(fresh), fresh.getElementById("status").dataset.clock];
  const changed = changedRows(after);
  const old = document.getElementById("list");
  if (!busy()) {
    const now = swap(old, fresh.getElementById("list"));
    for (const id of changed) mark(now.querySelector(`[id="${id}"]`), clock);
    served = after;
    waiting = null;
    return;
  }
  waiting = fresh;
  for (const id of changed) {
    const row = old.querySelector(`[id="${id}"]`);
    if (!row || held(row) || row.matches(":hover")) continue;
    mark(swap(row, fresh.querySelector(`[id="${id}"]`)), clock);
    served.set(id, after.get(id));
  }
}

async function ask() {
  if (asking || document.hidden) return;
  asking = true;
  try {
    const answer = await fetch(page.dataset.live, {
      headers: { "If-None-Match": `"${version}"` }, cache: "no-store", redirect: "manual",
    });
    if (answer.type === "opaqueredirect") {
      say("Not live: you are signed out. Reload to sign in.");
      return;
    }
    if (answer.status === 200) await fetchPage();
    else if (answer.status !== 304) throw new Error(answer.status);
    if (waiting && !busy()) swapList(waiting);
    live();
  } catch {
    const { said, clock } = document.getElementById("status").dataset;
    say(`${said} Not live since ${clock}: the service does not answer.`);
  } finally {
    asking = false;
  }
}

async function fetchPage() {
  const answer = await fetch(location.href, { cache: "no-store" });
  if (!answer.ok) throw new Error(answer.status);
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  const now = fresh.getElementById("roster");
  if (!now) throw new Error("another page");
  version = now.dataset.version;
  swapAround(fresh);
  swapList(fresh);
}

for (const kind of ["pointerdown", "pointerup", "pointercancel", "scroll"]) {
  addEventListener(kind, () => {
    touched = performance.now();
    if (kind !== "scroll") pressed = kind === "pointerdown";
  }, { passive: true, capture: true });
}
document.addEventListener("visibilitychange", ask);
addEventListener("online", ask);
setInterval(ask, EVERY);
if (page.dataset.live) live();
