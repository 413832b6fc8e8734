// On a phone a row of tabs is wider than the screen: the tab one stands on is moved into sight, also after a part was replaced.
const bringIntoSight = (within) => {
  for (const tab of within.querySelectorAll(".tabs [aria-current]")) {
    const row = tab.parentElement;
    row.scrollLeft = tab.offsetLeft - row.offsetLeft - (row.clientWidth - tab.offsetWidth) / 2;
  }
};
bringIntoSight(document);
document.addEventListener("htmx:afterSettle", () => bringIntoSight(document));
