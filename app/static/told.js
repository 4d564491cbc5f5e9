// A press that htmx could not deliver says so, in the words of the page.
"use strict";
const words = document.currentScript.dataset;
const told = document.getElementById("messages");
htmx.config.timeout = 15000;

function say(what) {
  if (told.textContent !== words[what]) {
    told.innerHTML = '<div class="board"><p><strong></strong></p></div>';
    told.querySelector("strong").textContent = words[what];
  }
  told.scrollIntoView({ block: "nearest" });
}

// what is refused is sent without htmx: the page that answers says why, and keeps what was typed
function send({ elt, triggeringEvent }) {
  const by = triggeringEvent?.submitter ?? elt;
  const form = by.form ?? by;
  if (by !== form) {
    const pressed = document.createElement("input");
    form.append(Object.assign(pressed, { type: "hidden", name: by.name, value: by.value }));
  }
  form.submit();
}

addEventListener("htmx:sendError", () => say("lost"));
addEventListener("htmx:timeout", () => say("lost"));
addEventListener("htmx:responseError", ({ detail: { xhr, requestConfig } }) => {
  if (xhr.status < 500 && xhr.status !== 429) send(requestConfig);
  else say("failed");
});
