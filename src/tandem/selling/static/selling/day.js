// The screen of the day over a bad connection: what was typed stays, what was not sent is sent as soon as it can be.
// Each form carries a token of its own, so that what arrived after all is recorded once. Kept for this tab alone.
import "./day_clocks.js";

const UNSENT = "tandem.unsent";
const DRAFT = "tandem.draft ";
const AGAIN_AFTER = 10_000;
const notice = document.querySelector("[data-unsent]");
let sending = false;

const unsent = () => JSON.parse(sessionStorage.getItem(UNSENT) ?? "[]");
const mark = (form) => form?.dataset?.kept;

function keep(entries) {
  sessionStorage.setItem(UNSENT, JSON.stringify(entries));
  show(entries.length ? notice.dataset.lost : "");
}

function show(words) {
  notice.hidden = !words;
  notice.firstElementChild.textContent = words;
}

function encoded(parameters) {
  const data = parameters instanceof FormData ? parameters.entries() : Object.entries(parameters);
  return new URLSearchParams([...data]).toString();
}

// What was typed: kept while it is typed, put back into a form shown anew, gone once it is recorded.
document.addEventListener("input", ({ target }) => {
  const form = target.form;
  if (mark(form) && target.name && target.matches("textarea, input:not([type=radio], [type=checkbox], [type=hidden])"))
    sessionStorage.setItem(`${DRAFT}${mark(form)} ${target.name}`, target.value);
});

function restore() {
  for (const field of document.querySelectorAll("form[data-kept] textarea, form[data-kept] input")) {
    const kept = field.name && sessionStorage.getItem(`${DRAFT}${mark(field.form)} ${field.name}`);
    if (!kept || field.type === "hidden") continue;
    field.value = kept;
    if (field.matches("textarea")) field.closest("details")?.setAttribute("open", "");
  }
}

function forget(what) {
  for (const key of Object.keys(sessionStorage)) if (key.startsWith(`${DRAFT}${what} `)) sessionStorage.removeItem(key);
}

// A form that did not arrive: no connection, no answer in time, or a server that is away.
function lost({ detail }) {
  const form = detail.elt?.closest?.("form[data-kept]");
  if (!form || detail.requestConfig.verb !== "post") return;
  const entry = { url: detail.requestConfig.path, body: encoded(detail.requestConfig.parameters), what: mark(form) };
  keep([...unsent().filter((each) => each.body !== entry.body), entry]);
  for (const button of form.closest(".day__deeds")?.querySelectorAll("button") ?? []) button.disabled = true;
}
document.addEventListener("htmx:sendError", lost);
document.addEventListener("htmx:timeout", lost);
document.addEventListener("htmx:responseError", (event) => event.detail.xhr.status >= 500 && lost(event));

// Whoever was signed out gets the page of signing in: what they recorded is kept until they are back.
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  const form = detail.requestConfig.elt.closest("form");
  if (!mark(form) || !new URL(detail.xhr.responseURL).pathname.startsWith("/account/")) return;
  detail.shouldSwap = false;
  lost({ detail: { ...detail, elt: form } });
  show(notice.dataset.again);
});

async function send() {
  if (sending || !unsent().length) return;
  sending = true;
  const arrived = [];
  try {
    for (let entry; (entry = unsent()[0]); ) {
      const headers = { ...JSON.parse(document.body.getAttribute("hx-headers") ?? "{}"), "HX-Request": "true" };
      const body = new URLSearchParams(entry.body);
      const answer = await fetch(entry.url, { method: "POST", headers, body });
      const recorded = answer.headers.get("X-Tandem-Recorded");
      if (answer.status >= 500) break;
      if (!recorded && answer.status !== 404) {
        // Whoever was signed out meanwhile loses nothing: it is sent when they are back.
        show(notice.dataset.again);
        break;
      }
      keep(unsent().slice(1));
      arrived.push(entry.what);
      if (recorded === "yes") forget(entry.what);
      else if (recorded === "no") {
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        show(page.querySelector("[data-refused]")?.textContent ?? "");
        notice.dataset.refused = "yes";
      }
    }
  } catch {
    // Still no connection.
  } finally {
    sending = false;
  }
  if (!arrived.length) return;
  // After an outcome the next lead; after what settles nothing the same one.
  const lead = document.querySelector("[data-lead]")?.dataset.lead;
  const stays = lead && arrived.every((what) => /^\d+ (note|move|answer)\b/.test(what));
  window.htmx.ajax("GET", stays ? `/day/?lead=${lead}` : "/day/", { target: "#day", swap: "outerHTML" });
}

addEventListener("online", send);
setInterval(send, AGAIN_AFTER);
document.addEventListener("htmx:afterRequest", ({ detail }) => {
  const form = detail.elt?.closest?.("form[data-kept]");
  if (form && detail.xhr?.getResponseHeader("X-Tandem-Recorded") === "yes") forget(mark(form));
});
document.addEventListener("htmx:load", restore);

// Copying needs a script; the button is there only with one.
function offerCopies() {
  for (const button of document.querySelectorAll("[data-copy]")) button.hidden = !navigator.clipboard;
}
document.addEventListener("htmx:load", offerCopies);
document.addEventListener("click", async ({ target }) => {
  const button = target.closest("[data-copy]");
  if (!button) return;
  await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent.trim());
  button.textContent = button.dataset.done;
});

restore();
offerCopies();
if (unsent().length) {
  show(notice.dataset.lost);
  send();
}
