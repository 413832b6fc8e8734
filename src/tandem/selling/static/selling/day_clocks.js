// Deadlines that run: an element with data-due shows what is left of it, each second; at data-soon it is marked, and
// the news of the screen are asked for.
const two = (number) => String(number).padStart(2, "0");

function left(milliseconds) {
  const seconds = Math.floor(milliseconds / 1000);
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return hours ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

function tick() {
  for (const clock of document.querySelectorAll("[data-due]")) {
    const rest = new Date(clock.dataset.due) - Date.now();
    // What is over, or a day away, stays as the server said it.
    if (rest <= 0 || rest > 24 * 3600 * 1000) {
      if (rest <= 0 && clock.classList.replace("day__clock--soon", "day__clock--broken")) clock.textContent = left(0);
      continue;
    }
    clock.textContent = left(rest);
    const soon = new Date(clock.dataset.soon) <= Date.now();
    if (soon && clock.classList.replace("day__clock--running", "day__clock--soon"))
      window.htmx?.trigger("#day-news", "live");
  }
}

setInterval(tick, 1000);
tick();
