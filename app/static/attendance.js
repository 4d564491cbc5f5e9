// Each tick is sent at once, and again until it has arrived. The words are the page's.
"use strict";
const form = document.getElementById("attendance-form");
const { before, csrf_token: token } = form.elements;
const told = form.querySelector("[role=status]");
const boxes = [...form.querySelectorAll("[name=came]")];
let sending, timer, signedOut, leaving, pause;

const ticked = (box) => before.value.split(",").includes(box.value);
const waiting = () => boxes.filter((box) => box.checked !== ticked(box)).length;

function say(what) {
  const text = form.dataset[waiting() === 1 ? what + "One" : what].replace("#", waiting());
  if (told.textContent !== text) told.textContent = text;
}

async function ask(options) {
  const answer = await fetch(form.action, { ...options, signal: AbortSignal.timeout(9000) });
  return [answer, new DOMParser().parseFromString(await answer.text(), "text/html")];
}

// signed in again in another window: the token is another one now
async function renew() {
  const [{ status }, page] = await ask({});
  const theirs = page.querySelector("[name=csrf_token]");
  if (!theirs) throw status;
  token.value = theirs.value;
}

async function attempt() {
  const sent = boxes.map((box) => box.checked);
  const [{ status }, page] = await ask({ method: "POST", body: new URLSearchParams(new FormData(form)) });
  signedOut = status === 401;
  if (signedOut) return say("out");
  if (status === 400) await renew();
  if (status >= 400) throw status;
  const theirs = page.getElementById("attendance-form");
  if (!theirs) {
    // closed meanwhile: what came says so, unless it is no page of ours
    const main = page.querySelector(".desk main");
    leaving = Boolean(main);
    if (!leaving) throw status;
    const here = document.querySelector("main");
    here.replaceChildren(...main.childNodes);
    return here.focus();
  }
  before.value = theirs.elements.before.value;
  // what others ticked is shown, but for boxes that were touched since
  boxes.forEach((box, at) => { if (box.checked === sent[at]) box.checked = ticked(box); });
  form.querySelector("legend").replaceWith(theirs.querySelector("legend"));
  told.textContent = page.getElementById("messages").textContent.trim();
}

async function send() {
  clearTimeout(timer);
  try {
    while (waiting() && !leaving) {
      await attempt();
      if (signedOut) return;
      pause = 1;
    }
  } catch (status) {
    const refused = status === 403 || status === 404;
    say(refused ? "refused" : status >= 400 ? "failed" : "lost");
    if (refused) return;
    pause = Math.min(2 * pause, 16);
    timer = setTimeout(start, 1000 * pause);
  }
}

const start = () => (sending ??= send().finally(() => (sending = null)));
const again = () => { pause = 1; start(); };
const shown = () => { leaving = false; again(); };

form.onchange = start;
addEventListener("pageshow", shown);
addEventListener("online", again);
addEventListener("focus", again);
addEventListener("beforeunload", (event) => { if (waiting() && !leaving) event.preventDefault(); });
form.onsubmit = async (event) => {
  leaving = signedOut || !waiting();
  if (leaving) return;
  event.preventDefault();
  await start();
  if (signedOut || !waiting()) form.requestSubmit(event.submitter);
};
