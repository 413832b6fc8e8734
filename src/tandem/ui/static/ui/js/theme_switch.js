// Light or dark at once, without loading the page anew; the form's own POST does the same without script.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-theme-switch]")) return;
  event.preventDefault();
  const theme = event.submitter?.value ?? "";
  const data = new FormData(form);
  data.set("theme", theme);
  fetch(form.action, { method: "POST", body: data, redirect: "manual" });
  if (theme) document.documentElement.dataset.theme = theme;
  else delete document.documentElement.dataset.theme;
  for (const other of document.querySelectorAll("[data-theme-switch] button")) {
    other.value === theme ? other.setAttribute("aria-pressed", "true") : other.removeAttribute("aria-pressed");
  }
});
