// The pane of pictures: the displayed picture, the boxes on it, and their buttons.

import { Stage, around } from './boxes.js';
import { element, icon, make, say } from './dom.js';
import { copyText, drawnPicture, plainName, saveFile, saveJson } from './save.js';
import { word } from './words.js';

export class Pictures {
  #shown = 0;
  #looked = null; // the answer under the pointer or the focus
  #zoomed = null;
  #all = [];
  #conversation = null;

  /** onDrawn(box): a region was marked by the user. colours: of regions */
  constructor({ onDrawn, colours }) {
    this.colours = colours;
    this.stage = new Stage({ onDrawn, onCopy: text => this.copy(text), onZoom: box => this.zoom(box) });
    element('whole').addEventListener('click', () => { this.zoom(null); element('picture').focus(); });
    element('save-picture').addEventListener('click', () => this.#savePicture());
    element('save-boxes').addEventListener('click', () => this.#saveBoxes());
  }

  /** Draws the pictures of a conversation and those that wait for its next question. */
  draw(conversation, waiting) {
    if (conversation !== this.#conversation) this.#forget();
    this.#conversation = conversation;
    if (!conversation.turns.includes(this.#looked)) this.#looked = null;
    this.#all = [...conversation.pictures, ...waiting];
    this.#shown = Math.max(0, Math.min(this.#shown, this.#all.length - 1));
    element('drop').hidden = this.#all.length > 0;
    element('view').hidden = this.#all.length === 0;
    if (this.#all.length) this.#drawShown();
    element('thumbnails').replaceChildren(...(this.#all.length > 1 ? this.#all.map((picture, i) => this.#thumbnail(picture, i)) : []));
  }

  /** Displays a picture, by its index in the conversation; -1 is the last one. */
  show(index) {
    const wanted = index < 0 ? this.#all.length - 1 : index;
    if (wanted === this.#shown || !this.#all[wanted]) return;
    this.#shown = wanted;
    this.zoom(null);
    this.#drawShown();
    element('thumbnails').querySelectorAll('button').forEach((button, i) => button.setAttribute('aria-pressed', i === wanted));
  }

  /** Shows the boxes of one answer instead of those of the latest answer; null restores the latter. */
  look(turn) {
    if (this.#looked === turn) return;
    this.#looked = turn;
    if (turn?.regions.length && !turn.regions.some(region => region.image === this.#shown)) this.show(turn.regions.at(-1).image);
    if (this.#all.length) this.#drawShown();
  }

  light(id) {
    this.stage.light(id);
  }

  zoom(box) {
    this.#zoomed = box;
    this.stage.zoom(box);
    element('whole').hidden = box === null;
    element('boxes').querySelectorAll('button').forEach(button => button.setAttribute('aria-pressed', box !== null && button.value === box.join()));
  }

  async copy(text) {
    try {
      await copyText(text);
      say(`${word('copied')}: ${text.length > 80 ? `${text.slice(0, 80)}…` : text}`);
    } catch (error) {
      say(`${word('notCopied')}: ${error.message}`);
    }
  }

  #forget() {
    this.#looked = null;
    this.#shown = 0;
    this.zoom(null);
  }

  /** The answer whose boxes are shown: the one looked at, or the latest. */
  get #turn() {
    return this.#looked ?? this.#conversation.turns.findLast(turn => turn.role === 'assistant');
  }

  get #marks() {
    const turn = this.#turn;
    const t = this.#conversation.turns.indexOf(turn);
    return (turn?.regions ?? []).map((region, r) => ({ region, id: `${t}-${r}`, colour: this.colours.of(region) }))
      .filter(({ region }) => region.image === this.#shown);
  }

  #drawShown() {
    const marks = this.#marks;
    const picture = this.#all[this.#shown];
    this.stage.show(picture, `${word('picture')} ${this.#shown + 1} ${picture.name}`, marks);
    element('boxes').replaceChildren(...marks.flatMap(mark => this.#boxButtons(mark)));
    element('marks').hidden = marks.length === 0;
    this.zoom(this.#zoomed);
  }

  /** Buttons under the picture that zoom to each box of a region. */
  #boxButtons({ region, id, colour }) {
    const all = [...region.boxes.map(({ box }) => box), ...region.quads.map(({ quad }) => around(quad.flat()))];
    return all.map(box => {
      const name = (region.ref ?? '').trim() || box.join(', ');
      const dot = make('span', { className: 'dot' });
      dot.style.background = colour;
      const button = make('button', { type: 'button', value: box.join(), title: `${word('zoom')}: ${name}` }, dot, name, icon('zoom'));
      button.addEventListener('click', () => this.zoom(this.#zoomed?.join() === box.join() ? null : box));
      button.addEventListener('pointerenter', () => this.light(id));
      button.addEventListener('pointerleave', () => this.light(null));
      return make('li', {}, button);
    });
  }

  #thumbnail(picture, index) {
    const button = make('button', { type: 'button' },
      make('img', { src: picture.url, alt: `${word('picture')} ${index + 1}` }), make('span', { className: 'number', textContent: index + 1 }));
    button.setAttribute('aria-pressed', index === this.#shown);
    button.addEventListener('click', () => this.show(index));
    return make('li', {}, button);
  }

  async #savePicture() {
    const picture = this.#all[this.#shown];
    saveFile(`${plainName(picture.name)}-boxes.png`, await drawnPicture(picture, this.#marks));
  }

  #saveBoxes() {
    const picture = this.#all[this.#shown];
    const { name, width, height } = picture;
    saveJson(`${plainName(name)}-boxes.json`, {
      picture: { name, width, height },
      answer: this.#turn.text,
      regions: this.#marks.map(({ region: { ref, boxes, quads } }) => ({ ref: ref?.trim() ?? null, boxes, quads })),
    });
  }
}
