// Keys of the whole house: "/" search, "j" and "k" rows, Enter opens, "e" edits, "?" explains.
// Any element with data-key="x" is pressed or focused by the key x.
const typing = (element) => element.closest("input, textarea, select, [contenteditable]");
const rows = () => [...document.querySelectorAll("[data-rows] tbody tr")];
const selected = () => document.querySelector("tr[aria-selected='true']");

function move(step) {
  const all = rows();
  if (!all.length) return;
  const next = all[Math.min(Math.max(all.indexOf(selected()) + step, 0), all.length - 1)];
  selected()?.removeAttribute("aria-selected");
  next.setAttribute("aria-selected", "true");
  next.scrollIntoView({ block: "nearest" });
}

function press(key) {
  // What is folded away does not answer: two places of a page may share a key, if never open at once.
  const marked = [...document.querySelectorAll(`[data-key="${CSS.escape(key)}"]`)];
  const element = marked.find((each) => each.checkVisibility({ contentVisibilityAuto: true }));
  if (element) element.matches("input, select, textarea") ? element.focus() : element.click();
  return Boolean(element);
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (typing(event.target)) return void (event.key === "Escape" && event.target.blur());
  if (event.key === "j") move(1);
  else if (event.key === "k") move(-1);
  else if (event.key === "Enter" && selected() && event.target === document.body) selected().querySelector("a")?.click();
  else if (!press(event.key)) return;
  event.preventDefault();
});
