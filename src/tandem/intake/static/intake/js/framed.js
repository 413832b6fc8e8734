// A form in a frame of another page knows nothing of how the visitor came there. The page around it does, where it runs
// touches.js, and is asked. The policy of this page lets nobody frame it but the sites its source names.
if (parent !== window) {
  let told = "";
  const fill = () => {
    for (const field of document.querySelectorAll("input[name=touches]")) field.value = told;
  };
  const ask = () => parent.postMessage("tandem?", "*");
  addEventListener("message", ({ source, data }) => {
    if (source !== parent || !Array.isArray(data?.touches)) return;
    told = JSON.stringify(data.touches);
    fill();
  });
  // The visit to the form itself, of which touches.js tells, is no touch of its own inside another page.
  addEventListener("submit", fill, true);
  addEventListener("DOMContentLoaded", fill);
  // Whichever of the two pages is ready first; and once more when the visitor begins, who may have consented meanwhile.
  addEventListener("load", ask);
  addEventListener("focusin", ask);
  ask();
}
