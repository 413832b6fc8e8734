// Proof of work for forms whose source asks for one: finds a number that makes SHA-256 of "ticket:number" begin with
// the wanted count of zero bits. Written out, because browsers keep their own SHA-256 from pages without TLS.
const constants = (power) => {
  const found = [];
  for (let n = 2; found.length < 64; n++) {
    let prime = true;
    for (let d = 2; d * d <= n; d++) if (n % d === 0) { prime = false; break; }
    if (prime) found.push(((n ** power % 1) * 0x100000000) | 0);
  }
  return found;
};
const ROUND = constants(1 / 3), START = constants(1 / 2).slice(0, 8);
const turn = (word, by) => (word >>> by) | (word << (32 - by));

function firstWord(text) {
  const bytes = new TextEncoder().encode(text);
  const padded = new Uint8Array((((bytes.length + 8) >> 6) + 1) << 6);
  padded.set(bytes);
  padded[bytes.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(padded.length - 4, bytes.length * 8);
  const state = [...START], w = new Int32Array(64);
  for (let block = 0; block < padded.length; block += 64) {
    for (let i = 0; i < 16; i++) w[i] = view.getInt32(block + i * 4);
    for (let i = 16; i < 64; i++) {
      const a = w[i - 15], b = w[i - 2];
      w[i] = w[i - 16] + w[i - 7] + (turn(a, 7) ^ turn(a, 18) ^ (a >>> 3)) + (turn(b, 17) ^ turn(b, 19) ^ (b >>> 10));
    }
    let [a, b, c, d, e, f, g, h] = state;
    for (let i = 0; i < 64; i++) {
      const one = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + ROUND[i] + w[i]) | 0;
      const two = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      h = g; g = f; f = e; e = (d + one) | 0; d = c; c = b; b = a; a = (one + two) | 0;
    }
    [a, b, c, d, e, f, g, h].forEach((word, i) => { state[i] = (state[i] + word) | 0; });
  }
  return state[0] >>> 0;
}

for (const form of document.querySelectorAll("form[data-work]")) {
  const bits = Number(form.dataset.work), ticket = form.elements.ticket.value;
  let number = 0;
  // In slices, so that the page stays awake while somebody types.
  const look = () => {
    for (const end = number + 2000; number < end; number++) {
      if (firstWord(`${ticket}:${number}`) >>> (32 - bits) === 0) {
        form.elements.work.value = number;
        form.dataset.worked = "";
        return;
      }
    }
    setTimeout(look);
  };
  look();
  form.addEventListener("submit", (event) => {
    if ("worked" in form.dataset) return;
    event.preventDefault();
    const wait = setInterval(() => {
      if (!("worked" in form.dataset)) return;
      clearInterval(wait);
      form.submit();
    }, 100);
  });
}
