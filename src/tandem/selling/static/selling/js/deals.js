// Drags a card of the board to another stage. The card's own form moves it: where a stage is not allowed, the server
// says why. Without this file every card has its buttons.
const form = () => document.querySelector(".board-form");
let dragged = null;
let moved = "";

const column = (event) => event.target.closest?.(".board__column");
const allowed = (card, place) => card.dataset.moves.split(" ").includes(place.dataset.stage);

function prepare() {
  for (const card of document.querySelectorAll(".deal-card[data-moves]")) card.draggable = true;
}

function mark(card) {
  for (const place of document.querySelectorAll(".board__column")) {
    place.classList.toggle("board__column--open", Boolean(card) && allowed(card, place));
    place.classList.remove("board__column--over");
  }
}

document.addEventListener("dragstart", (event) => {
  const card = event.target.closest?.(".deal-card[data-moves]");
  if (!card) return;
  dragged = card;
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", card.dataset.deal);
  card.classList.add("deal-card--dragged");
  mark(card);
});

document.addEventListener("dragend", () => {
  dragged?.classList.remove("deal-card--dragged");
  dragged = null;
  mark(null);
});

document.addEventListener("dragover", (event) => {
  const place = column(event);
  if (!dragged || !place) return;
  event.preventDefault();
  for (const each of document.querySelectorAll(".board__column--over")) each.classList.remove("board__column--over");
  place.classList.add("board__column--over");
});

document.addEventListener("drop", (event) => {
  const place = column(event);
  if (!dragged || !place) return;
  event.preventDefault();
  if (place.dataset.stage !== dragged.dataset.seen) send(dragged, place.dataset.stage);
});

function send(card, stage) {
  const button = document.createElement("button");
  button.hidden = true;
  button.name = "move";
  button.value = `${card.dataset.deal}:${card.dataset.seen}:${stage}`;
  form().append(button);
  button.click();
  button.remove();
}

// Whoever moved a card by keys goes on at that card.
document.addEventListener("submit", (event) => {
  if (event.target === form()) moved = event.submitter?.value.split(":")[0] ?? "";
});

document.addEventListener("htmx:afterSwap", () => {
  prepare();
  document.querySelector(`#deal-${CSS.escape(moved)} summary`)?.focus({ preventScroll: false });
  moved = "";
});

prepare();
