// An element with data-live="<journal position>" is asked for anew by htmx (hx-get, hx-trigger="live") when the
// journal has moved on since. Nobody listens while the tab is hidden; coming back catches up.
const AT_MOST_EVERY = 1000;
const AGAIN_AFTER = 30000;
const pieces = () => [...document.querySelectorAll("[data-live]")];
let stream, planned;
let position = 0;
let refreshed = 0;

function refresh() {
  planned = undefined;
  refreshed = Date.now();
  for (const piece of pieces()) {
    if (Number(piece.dataset.live) === position) continue;
    piece.dataset.live = position;
    window.htmx.trigger(piece, "live");
  }
}

function listen() {
  if (stream || document.hidden || !window.htmx || !pieces().length) return;
  stream = new EventSource("/live/");
  stream.addEventListener("journal", (event) => {
    position = Number(event.data);
    planned ??= setTimeout(refresh, Math.max(0, refreshed + AT_MOST_EVERY - Date.now()));
  });
  // A lost connection the browser takes up again by itself; a refused one it gives up.
  stream.addEventListener("error", () => {
    if (stream?.readyState !== EventSource.CLOSED) return;
    leave();
    setTimeout(listen, AGAIN_AFTER);
  });
}

function leave() {
  stream?.close();
  stream = undefined;
}

document.addEventListener("visibilitychange", () => (document.hidden ? leave() : listen()));
addEventListener("pagehide", leave);
addEventListener("pageshow", listen);

// Whoever was signed out meanwhile gets the page of signing in, which is no piece of this one.
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  const asked = new URL(detail.pathInfo.requestPath, location).pathname;
  if (detail.target?.matches("[data-live]") && new URL(detail.xhr.responseURL).pathname !== asked) detail.shouldSwap = false;
});
document.addEventListener("htmx:sendError", ({ target }) => {
  if (target.matches("[data-live]")) target.dataset.live = "0";
});
