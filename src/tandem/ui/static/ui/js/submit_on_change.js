// A form with data-submit-on-change sends itself when a filter changes; its button is then not needed.
document.addEventListener("change", (event) => {
  const form = event.target.form;
  if (form?.matches("[data-submit-on-change]")) form.requestSubmit();
});
for (const form of document.querySelectorAll("[data-submit-on-change]")) {
  for (const button of form.querySelectorAll("[data-without-script]")) button.hidden = true;
}
