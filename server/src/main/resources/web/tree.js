// An answer in JSON as a tree: how probable each value is, and where it is in the picture.

import { make } from './dom.js';
import { word } from './words.js';

/** The value of a whole text, if that is JSON; undefined otherwise. */
export function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const escaped = name => String(name).replace(/~/g, '~0').replace(/\//g, '~1');
const BOX = /\/(bbox_2d|bbox|box)$/;
const short = each => Array.isArray(each) && each.length > 0 && each.length <= 4 && each.every(part => typeof part === 'number');
const last = path => path.slice(path.lastIndexOf('/') + 1).replace(/~1/g, '/').replace(/~0/g, '~');

/** The boxes that an answer's values have, each once, as regions of the picture they are in. */
export function regionsOf(evidence, image) {
  const regions = [];
  for (const { path, value, box } of evidence) {
    if (!box) continue;
    const known = regions.find(region => region.boxes[0].box.join() === box.join());
    if (!known) regions.push({ ref: typeof value === 'string' ? value : last(path), start: 0, end: 0, image, boxes: [{ box }], quads: [] });
  }
  return regions;
}

/** @param evidence rows of the server; regions of the answer; light(number or null): highlights a region */
export function drawTree(value, { evidence = [], regions = [], light }) {
  const rows = new Map(evidence.map(row => [row.path, row]));
  return make('div', { className: 'tree' }, ...children(value, ''));

  function children(each, path) {
    if (each === null || typeof each !== 'object' || Object.keys(each).length === 0) return [leaf(null, each, path)];
    return [make('ul', {}, ...Object.entries(each).map(([name, part]) => make('li', {}, ...node(name, part, `${path}/${escaped(name)}`))))];
  }

  function node(name, each, path) {
    if (each === null || typeof each !== 'object' || Object.keys(each).length === 0 || short(each)) return [leaf(name, each, path)];
    const summary = make('summary', {}, make('span', { className: 'name', textContent: name }),
      make('span', { className: 'muted', textContent: Array.isArray(each) ? ` [${each.length}]` : '' }));
    return [make('details', { open: true }, summary, ...children(each, path))];
  }

  function leaf(name, each, path) {
    const row = short(each) ? together(each, path) : rows.get(path);
    const parts = [make('span', { className: 'value', textContent: JSON.stringify(each) })];
    if (name !== null) parts.unshift(make('span', { className: 'name', textContent: `${name} ` }));
    if (row) parts.push(...certainty(row));
    const line = make('span', { className: row?.needs_review ? 'leaf review' : 'leaf' }, ...parts);
    const number = row?.box ? regions.findIndex(region => region.boxes[0]?.box.join() === row.box.join()) : -1;
    if (number >= 0) {
      line.tabIndex = 0;
      line.classList.add('placed');
      for (const [event, on] of [['pointerenter', true], ['pointerleave', false], ['focus', true], ['blur', false]]) {
        line.addEventListener(event, () => light(on ? number : null));
      }
    }
    return line;
  }

  /** What the numbers of a short list are worth together; such a list may be a box. */
  function together(numbers, path) {
    const parts = numbers.map((_, i) => rows.get(`${path}/${i}`)).filter(part => part);
    if (parts.length < numbers.length) return undefined;
    const probability = parts.reduce((product, part) => product * part.probability, 1);
    return { probability, needs_review: parts.some(part => part.needs_review), box: BOX.test(path) ? numbers : undefined };
  }

  function certainty({ probability, needs_review }) {
    const percent = make('span', { className: 'probability', textContent: `${(100 * probability).toFixed(probability > 0.999 ? 0 : 1)} %` });
    percent.title = word('probability');
    return needs_review ? [percent, make('span', { className: 'flag', textContent: word('needsReview') })] : [percent];
  }
}
