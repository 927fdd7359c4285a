// The displayed picture with its boxes and quads: highlights them, zooms to one, and draws a new one by pointer or keyboard.

import { element, make, makeSvg } from './dom.js';

const SMALLEST = 8; // thousandths; anything smaller is a click
const STEP = 20;
const LARGEST_ZOOM = 8;
const AROUND = 1.4; // visible area relative to the box

export class Stage {
  #picture = element('picture');
  #canvas = element('canvas');
  #image = element('image');
  #overlay = element('overlay');
  #labels = element('labels');
  #drawn = null;
  #start = null;

  /** onDrawn(box): a region was drawn. onCopy(text): a box was chosen. onZoom(box): zoom to this box, or to the whole picture if null. */
  constructor({ onDrawn, onCopy, onZoom }) {
    Object.assign(this, { onDrawn, onCopy, onZoom });
    this.#picture.addEventListener('pointerdown', event => this.#down(event));
    this.#picture.addEventListener('pointermove', event => this.#move(event));
    this.#picture.addEventListener('pointerup', event => this.#up(event));
    this.#picture.addEventListener('pointercancel', () => this.#forget());
    this.#picture.addEventListener('keydown', event => this.#key(event));
    this.#image.draggable = false;
  }

  /** Shows a picture with the marks of its regions; each region has a colour. */
  show(picture, name, regions) {
    if (this.#image.src !== picture.url) this.#image.src = picture.url;
    this.#image.alt = name;
    this.#picture.style.setProperty('--w', picture.width);
    this.#picture.style.setProperty('--h', picture.height);
    const kept = this.#drawn;
    this.#overlay.replaceChildren();
    this.#labels.replaceChildren();
    regions.forEach(({ region, colour, id }) => {
      region.boxes.forEach(({ box }) => this.#mark(this.#rect(box), box, region, colour, id));
      region.quads.forEach(({ quad }) => this.#mark(this.#polygon(quad), quad.flat(), region, colour, id));
    });
    if (kept) this.#overlay.append(kept);
  }

  /** Zooms to a box and its surroundings; null shows the whole picture. */
  zoom(box) {
    const [x1, y1, x2, y2] = box ?? [0, 0, 1000, 1000];
    const scale = box ? clamp(1000 / (AROUND * Math.max(x2 - x1, y2 - y1, 1)), 1, LARGEST_ZOOM) : 1;
    const edge = (a, b) => clamp(50 - scale * (a + b) / 20, 100 - 100 * scale, 0);
    Object.assign(this.#canvas.style, { width: `${100 * scale}%`, height: `${100 * scale}%`, left: `${edge(x1, x2)}%`, top: `${edge(y1, y2)}%` });
  }

  /** Highlights the marks of one region, or of none. */
  light(id) {
    this.#overlay.classList.toggle('dim', id !== null);
    for (const mark of this.#overlay.querySelectorAll('.mark')) mark.classList.toggle('lit', mark.dataset.id === id);
  }

  #rect([x1, y1, x2, y2]) {
    return makeSvg('rect', { x: x1, y: y1, width: x2 - x1, height: y2 - y1 });
  }

  #polygon(quad) {
    return makeSvg('polygon', { points: quad.map(point => point.join(',')).join(' ') });
  }

  #mark(shape, numbers, region, colour, id) {
    const name = (region.ref ?? '').trim();
    const coordinates = numbers.join(', ');
    shape.classList.add('mark');
    shape.dataset.id = id;
    shape.setAttribute('stroke', colour);
    shape.style.fill = colour;
    shape.setAttribute('tabindex', '0');
    shape.setAttribute('role', 'button');
    shape.setAttribute('aria-label', `${name} ${coordinates}`);
    shape.addEventListener('pointerdown', event => event.stopPropagation());
    shape.addEventListener('click', () => this.onCopy(coordinates));
    shape.addEventListener('keydown', event => {
      if (event.key === 'Enter' || event.key === ' ') {
        event.preventDefault();
        event.stopPropagation();
        this.onCopy(coordinates);
      } else if (event.key === 'z') {
        this.onZoom(around(numbers));
      }
    });
    shape.addEventListener('dblclick', () => this.onZoom(around(numbers)));
    shape.addEventListener('pointerenter', () => this.light(id));
    shape.addEventListener('pointerleave', () => this.light(null));
    this.#overlay.append(shape);
    if (name) this.#label(name, numbers, colour);
  }

  #label(name, numbers, colour) {
    const [left, top] = around(numbers);
    const label = make('span', { textContent: name });
    Object.assign(label.style, { left: `${left / 10}%`, top: `${top / 10}%`, background: colour });
    label.classList.toggle('inside', top < 70);
    this.#labels.append(label);
  }

  #place(event) {
    const area = this.#canvas.getBoundingClientRect();
    const inside = value => Math.max(0, Math.min(999, Math.floor(value)));
    return [inside(1000 * (event.clientX - area.left) / area.width), inside(1000 * (event.clientY - area.top) / area.height)];
  }

  #down(event) {
    if (event.button !== 0) return;
    this.#start = this.#place(event);
    this.#picture.setPointerCapture(event.pointerId);
  }

  #move(event) {
    if (!this.#start) return;
    const [x, y] = this.#place(event);
    const [a, b] = this.#start;
    this.#draw([Math.min(a, x), Math.min(b, y), Math.max(a, x), Math.max(b, y)]);
  }

  #up() {
    const box = this.#box;
    const drawn = this.#start && box && box[2] - box[0] >= SMALLEST && box[3] - box[1] >= SMALLEST;
    this.#forget();
    if (drawn) this.onDrawn(box);
  }

  #key(event) {
    if (event.target !== this.#picture) return;
    const moves = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] };
    if (event.key === 'Enter') {
      event.preventDefault();
      const box = this.#box;
      if (!box) return this.#draw([350, 350, 650, 650]);
      this.#forget();
      this.onDrawn(box);
    } else if (event.key === 'Escape') {
      this.#forget();
      this.onZoom(null);
    } else if (moves[event.key] && this.#box) {
      event.preventDefault();
      this.#draw(event.shiftKey ? resized(this.#box, moves[event.key]) : moved(this.#box, moves[event.key]));
    }
  }

  #box = null;

  #draw(box) {
    this.#drawn?.remove();
    this.#box = box;
    this.#drawn = this.#rect(box);
    this.#drawn.classList.add('drawn');
    this.#overlay.append(this.#drawn);
  }

  #forget() {
    this.#drawn?.remove();
    this.#drawn = null;
    this.#box = null;
    this.#start = null;
  }
}

/** The bounding box of points: x, y, x, y, ... */
export function around(numbers) {
  const xs = numbers.filter((_, i) => i % 2 === 0);
  const ys = numbers.filter((_, i) => i % 2 === 1);
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
}

const clamp = (value, low, high) => Math.max(low, Math.min(high, value));

function moved([x1, y1, x2, y2], [dx, dy]) {
  const x = clamp(dx, -x1, 999 - x2);
  const y = clamp(dy, -y1, 999 - y2);
  return [x1 + x, y1 + y, x2 + x, y2 + y];
}

function resized([x1, y1, x2, y2], [dx, dy]) {
  return [x1, y1, clamp(x2 + dx, x1 + STEP, 999), clamp(y2 + dy, y1 + STEP, 999)];
}
