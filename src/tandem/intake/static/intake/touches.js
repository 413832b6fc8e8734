/* Tandem: how visitors came; kept on their device only after consent */
(() => {
  const me = document.currentScript, KEY = "tandem_touches", page = location;
  let granted = me?.dataset.consent === "granted", known, nonce = Math.random();

  const touch = { at: Date.now(), page: page.origin + page.pathname };
  const said = new URLSearchParams(page.search);
  for (const name of "utm_source utm_medium utm_campaign utm_term utm_content yclid gclid fbclid rb_clickid msclkid ttclid".split(" "))
    if (said.get(name)) known = touch[name] = said.get(name).slice(0, 300);
  try {
    const from = new URL(document.referrer);
    if (from.host !== page.host) touch.referrer = from.origin + from.pathname;
  } catch {}
  const inside = document.referrer && !touch.referrer && !known;
  const is = (what) => what.test(navigator.userAgent);
  touch.device = is(/iPad|Tablet|Android(?!.*Mobi)/) ? "tablet" : is(/Mobi/) ? "mobile" : "desktop";
  const offer = me?.dataset.offer;
  if (offer) touch.offer = offer;

  function touches() {
    // A click within the site is no new touch.
    if (!granted) return inside && !offer ? [] : [touch];
    let kept;
    try { kept = JSON.parse(localStorage[KEY]); } catch {}
    kept ||= [];
    const last = kept.at(-1);
    if (last && (inside || last.at === touch.at)) offer && (last.offer = offer);
    else kept.push(touch);
    if (kept.length > 50) kept.splice(1, 1);
    try { localStorage[KEY] = JSON.stringify(kept); } catch {}
    return kept;
  }

  function fill() {
    const set = (name, value) => {
      for (const field of document.querySelectorAll(`input[name=${name}]`)) field.value = value;
    };
    set("touches", JSON.stringify(touches()));
    set("nonce", nonce);
  }

  window.tandemTouches = {
    consent(yes) {
      granted = yes;
      if (!yes) try { delete localStorage[KEY]; } catch {}
      fill();
    },
    touches,
  };
  addEventListener("submit", fill, true);
  document.readyState === "loading" ? addEventListener("DOMContentLoaded", fill) : fill();
})();
