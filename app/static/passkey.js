// Asks the browser for a passkey, and sends what it answers in a field of the form.
"use strict";
const place = document.querySelector("[data-passkey]");
const field = place.querySelector("[name=passkey]");
const told = place.querySelector("[role=alert]");
const form = field.form;
let asking;

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (one) => one.charCodeAt(0));
const text = (raw) => btoa(String.fromCharCode(...new Uint8Array(raw))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "");

// what the server wrote as text, as the browser wants it
function asked() {
  const options = JSON.parse(place.dataset.ask);
  options.challenge = bytes(options.challenge);
  if (options.user) options.user.id = bytes(options.user.id);
  for (const one of options.excludeCredentials ?? options.allowCredentials ?? []) one.id = bytes(one.id);
  return { publicKey: options };
}

function answer({ id, rawId, type, response }) {
  const said = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature"]) {
    if (response[name]) said[name] = text(response[name]);
  }
  return JSON.stringify({ id, rawId: text(rawId), type, response: said });
}

async function ask() {
  if (asking) return;
  asking = true;
  told.hidden = true;
  try {
    field.value = answer(await navigator.credentials[place.dataset.passkey](asked()));
    form.requestSubmit();
  } catch ({ name }) {
    told.textContent = name === "InvalidStateError" && told.dataset.known || told.dataset.failed;
    told.hidden = false;
  }
  asking = false;
}

if (window.PublicKeyCredential) {
  place.hidden = false;
  document.querySelector("[data-without]")?.remove();
  if (place === form) {
    // without a name the server says so, before a passkey is made
    form.onsubmit = (event) => {
      if (field.value || !form.elements.name.value.trim()) return;
      event.preventDefault();
      ask();
    };
  } else place.querySelector("button").onclick = ask;
}
