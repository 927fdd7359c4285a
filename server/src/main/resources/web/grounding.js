// The regions of an answer: the server sends them as data, with the positions of their words in the text.

// White text is readable on each of them.
const COLOURS = ['#b5402e', '#1f746d', '#7d51a6', '#8f5f0e', '#33619f', '#4a7426', '#a53f70', '#5c6169'];

/** One colour per name, the same in the whole conversation. */
export class Colours {
  #known = new Map();

  of(region) {
    const name = (region.ref ?? '').trim().toLowerCase();
    if (!this.#known.has(name)) this.#known.set(name, COLOURS[this.#known.size % COLOURS.length]);
    return this.#known.get(name);
  }
}

const point = ([x, y]) => `(${x},${y})`;
export const boxText = box => `<box>${point(box.slice(0, 2))},${point(box.slice(2))}</box>`;
const quadText = quad => `<quad>${quad.map(point).join(',')}</quad>`;

/** The text with its tags, as the model wrote it: for later requests. */
export function tagged(text, regions) {
  let out = '';
  let from = 0;
  for (const region of regions) {
    out += text.slice(from, region.start);
    if (region.ref !== undefined) out += `<ref>${region.ref}</ref>`;
    out += region.boxes.map(({ box }) => boxText(box)).join('') + region.quads.map(({ quad }) => quadText(quad)).join('');
    from = region.end;
  }
  return out + text.slice(from);
}

/** Splits a text at its regions: strings and {region, words}. */
export function pieces(text, regions) {
  const out = [];
  let from = 0;
  for (const region of regions) {
    if (region.start > from) out.push(text.slice(from, region.start));
    out.push({ region, words: text.slice(region.start, region.end) });
    from = region.end;
  }
  if (from < text.length) out.push(text.slice(from));
  return out;
}
