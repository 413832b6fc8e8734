/* Tandem: how visitors came; kept after consent */
(() => {
  const script = document.currentScript, { consent, offer } = script?.dataset ?? {}, KEY = "tandem_touches", page = location;
  let granted = consent === "granted", known, nonce = Math.random();

  const touch = { at: Date.now(), page: page.origin + page.pathname };
  const said = new URLSearchParams(page.search);
  for (const name of "utm_source utm_medium utm_campaign utm_term utm_content yclid gclid fbclid rb_clickid msclkid ttclid".split(" "))
    if (said.get(name)) known = touch[name] = said.get(name).slice(0, 300);
  try {
    const from = new URL(document.referrer);
    if (from.host !== page.host) touch.referrer = from.origin + from.pathname;
  } catch {}
  const inside = document.referrer && !touch.referrer && !known;
  const is = (re) => re.test(navigator.userAgent);
  touch.device = is(/iPad|Tablet|Android(?!.*Mobi)/) ? "tablet" : is(/Mobi/) ? "mobile" : "desktop";
  if (offer) touch.offer = offer;
  const key = (of) => JSON.stringify({ ...of, at: 0, page: 0, offer: 0 });

  function touches() {
    if (!granted) return inside && !offer ? [] : [touch];
    let kept = [];
    try { kept = JSON.parse(localStorage[KEY]); } catch {}
    // Clicks within the site and redirect loops are no touches.
    if (inside && kept[0] || kept.some((t) => touch.at - t.at < 18e5 && key(t) == key(touch))) offer && (kept.at(-1).offer = offer);
    else kept.push(touch);
    if (kept.length > 50) kept.splice(1, 1);
    try { localStorage[KEY] = JSON.stringify(kept); } catch {}
    return kept;
  }

  function fill() {
    const put = { touches: JSON.stringify(touches()), nonce };
    for (const name in put)
      for (const field of document.querySelectorAll(`input[name=${name}]`)) field.value = put[name];
  }

  window.tandemTouches = {
    touches,
    consent(yes) {
      granted = yes;
      if (!yes) try { delete localStorage[KEY]; } catch {}
      fill();
    },
  };
  addEventListener("submit", fill, true);
  // A form of ours in a frame of this page asks how its visitor came here: nobody else is told.
  addEventListener("message", (e) => e.data == "tandem?" && e.origin == new URL(script?.src ?? page).origin
    && e.source.postMessage({ touches: touches() }, e.origin));
  addEventListener("DOMContentLoaded", fill);
  fill();
})();
