// A click anywhere on a row with data-open follows the row's own link; links and buttons inside keep their meaning.
document.addEventListener("click", (event) => {
  const row = event.target.closest("tr[data-open]");
  if (!row || event.target.closest("a, button, input, label") || String(getSelection())) return;
  event.ctrlKey || event.metaKey ? window.open(row.dataset.open) : row.querySelector("a")?.click();
});
