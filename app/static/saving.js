// A form that saves itself says in the words of its page why it could not, and tries again.
"use strict";
const words = document.currentScript.dataset;
const form = document.querySelector("[hx-trigger]");
const told = document.getElementById("saved");
let trouble, pressed, timer, pause = 1;
htmx.config.timeout = 15000;

const again = () => trouble && htmx.trigger(form, "again");
const on = (events, act) => events.split(" ").forEach((event) => addEventListener(event, act));

// signed in again in another window: the page has another token now
async function renew() {
  const page = await (await fetch(location)).text();
  const [, token] = /name="csrf_token" value="([^"]+)/.exec(page) ?? [];
  if (!token) return 404;
  form.elements.csrf_token.value = token;
  return 400;
}

on("htmx:sendError htmx:timeout htmx:responseError", async ({ detail }) => {
  trouble = detail.xhr.status || 1;
  if (trouble === 400) trouble = await renew().catch(() => 1);
  const text = words[trouble] ?? words[500];
  if (told.textContent !== text) {
    told.innerHTML = "<strong></strong>";
    told.firstChild.textContent = text;
    document.activeElement.scrollIntoView({ block: "nearest" });
  }
  pause = Math.min(2 * pause, 32);
  if (trouble !== 401 && trouble !== 404) timer = setTimeout(again, 1000 * pause);
});
on("htmx:beforeRequest", () => clearTimeout(timer));
on("htmx:afterOnLoad", ({ detail: { xhr } }) => {
  if (xhr.status >= 400 && xhr.status !== 422) return;
  trouble = 0;
  pause = 1;
  if (pressed) form.requestSubmit(pressed);
});
on("online focus", again);
on("beforeunload", (event) => trouble && event.preventDefault());
form.oninput = () => (pressed = null);
form.onsubmit = (event) => {
  // where no page can come, what is written stays; to who is signed out it comes back
  if (trouble !== 401 && (trouble || !navigator.onLine)) {
    event.preventDefault();
    pressed = event.submitter;
    trouble ||= 1;
    again();
  } else trouble = 0;
};
