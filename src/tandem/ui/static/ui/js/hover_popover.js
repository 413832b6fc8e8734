// A button with data-hover-popover also shows its popover while the mouse rests on it; a click keeps it open.
const mouse = matchMedia("(hover: hover)");
let waiting;

document.addEventListener("pointerover", (event) => {
  const button = event.target.closest?.("[data-hover-popover]");
  if (!button || !mouse.matches) return;
  const panel = button.popoverTargetElement;
  clearTimeout(waiting);
  waiting = setTimeout(() => panel.matches(":popover-open") || panel.showPopover({ source: button }), 350);
  const leave = (away) => {
    if (button.parentElement.contains(away.relatedTarget)) return;
    clearTimeout(waiting);
    if (!panel.contains(document.activeElement) && button !== document.activeElement) panel.hidePopover();
    button.parentElement.removeEventListener("pointerout", leave);
  };
  button.parentElement.addEventListener("pointerout", leave);
});
