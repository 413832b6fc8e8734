// What was pressed and did not arrive is said at the top of the page: without this nothing at all would be seen.
// Live pieces ask again by themselves, and a form with data-kept is kept and sent again by its own page.
const place = () => document.querySelector(".messages[data-no-connection]");
// Of what htmx tells, only the request itself always names the element that was pressed.
const ours = ({ requestConfig: asked }) => asked?.verb === "post" && !asked.elt.closest("[data-live], form[data-kept]");

function forget() {
  for (const said of document.querySelectorAll("[data-not-sent]")) said.remove();
}

function say(why) {
  forget();
  const message = document.createElement("p"), words = document.createElement("span");
  message.className = "message message--error";
  message.dataset.notSent = why;
  words.textContent = place().dataset[why];
  message.append(words);
  place().append(message);
  message.scrollIntoView({ block: "nearest" });
}

for (const lost of ["htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(lost, ({ detail }) => ours(detail) && say("noConnection"));
}
document.addEventListener("htmx:responseError", ({ detail }) => ours(detail) && say("wentWrong"));

// Whoever was signed out meanwhile gets the page of signing in, which is no piece of this one.
const signedOut = ({ xhr }) => xhr.responseURL && new URL(xhr.responseURL).pathname.startsWith("/account/");
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (!ours(detail) || !signedOut(detail)) return;
  detail.shouldSwap = false;
  say("signedOut");
});
document.addEventListener("htmx:afterRequest", ({ detail }) => {
  if (ours(detail) && detail.successful && !signedOut(detail)) forget();
});
