// A button with data-hover-popover also shows its popover while the mouse rests on it or on the popover.
// A click or a tap needs no script: the browser opens and closes it.
const mouse = matchMedia("(hover: hover)");
let opening, closing;

function home(target) {
  return mouse.matches ? target?.closest?.("[data-hover-popover], [data-hover-popover] + [popover]") : null;
}

document.addEventListener("pointerover", (event) => {
  const here = home(event.target);
  if (!here) return;
  clearTimeout(closing);
  if (here.popover !== null) return;
  clearTimeout(opening);
  const panel = here.popoverTargetElement;
  opening = setTimeout(() => panel.matches(":popover-open") || panel.showPopover({ source: here }), 350);
});

document.addEventListener("pointerout", (event) => {
  const left = home(event.target);
  if (!left || home(event.relatedTarget) === left) return;
  clearTimeout(opening);
  const panel = left.popoverTargetElement ?? left;
  const wanted = () => panel.contains(document.activeElement) || document.activeElement?.popoverTargetElement === panel;
  closing = setTimeout(() => panel.matches(":popover-open") && !wanted() && panel.hidePopover(), 200);
});
