// The question that is being written, and its pictures.

import { element, iconButton, make, say, textButton } from './dom.js';
import { readPicture } from './picture.js';
import { word } from './words.js';

const MOST_PICTURES = 8;

export class Composer {
  waiting = [];
  #question = element('question');

  /** @param onAsk (text, pictures); onPictures: pictures were added or removed; taken(): number of pictures in the conversation */
  constructor({ onAsk, onPictures, taken }) {
    Object.assign(this, { onAsk, onPictures, taken });
    this.#listen();
    this.#listenForPictures();
  }

  focus() {
    this.#question.focus();
  }

  insert(text) {
    this.#question.setRangeText(text, this.#question.selectionStart, this.#question.selectionEnd, 'end');
    this.focus();
  }

  clear() {
    this.#question.value = '';
    this.waiting = [];
    this.#drawWaiting();
  }

  /** During an answer, Stop replaces Send; the next question can be written. */
  setRunning(running) {
    const swap = document.activeElement === element(running ? 'send' : 'stop');
    element('stop').hidden = !running;
    element('send').hidden = running;
    if (swap) element(running ? 'stop' : 'send').focus();
  }

  /** Suggested questions. */
  suggest(questions) {
    element('suggestions').replaceChildren(...questions.map(text => textButton(text, () => this.#ask(text))));
  }

  async addFiles(files) {
    const room = MOST_PICTURES - this.taken() - this.waiting.length;
    const notes = files.length > room ? [word('tooMany')(Math.max(0, room), files.length, MOST_PICTURES)] : [];
    for (const file of files.slice(0, Math.max(0, room))) {
      try {
        this.waiting.push(await readPicture(file));
      } catch {
        notes.push(`${word('notPicture')}: ${file.name}`);
      }
    }
    this.#drawWaiting();
    this.onPictures();
    if (notes.length) say(notes.join(' '));
  }

  redraw() {
    this.#drawWaiting();
  }

  #ask(text) {
    if (!element('stop').hidden || (!text.trim() && this.waiting.length === 0)) return;
    const pictures = this.waiting;
    this.clear();
    this.onAsk(text.trim(), pictures);
  }

  #drawWaiting() {
    element('waiting').replaceChildren(...this.waiting.map(picture => {
      const remove = iconButton('close', `${word('remove')}: ${picture.name}`, () => {
        this.waiting = this.waiting.filter(each => each !== picture);
        this.#drawWaiting();
        this.onPictures();
        this.focus();
      });
      return make('li', {}, make('img', { src: picture.url, alt: picture.name }), remove);
    }));
  }

  #listen() {
    element('composer').addEventListener('submit', event => {
      event.preventDefault();
      this.#ask(this.#question.value);
    });
    this.#question.addEventListener('keydown', event => {
      if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
        event.preventDefault();
        element('composer').requestSubmit();
      }
    });
  }

  #listenForPictures() {
    const files = element('files');
    for (const id of ['choose', 'add']) element(id).addEventListener('click', () => files.click());
    files.addEventListener('change', async () => {
      const chosen = [...files.files];
      files.value = '';
      await this.addFiles(chosen);
      this.focus();
    });
    document.addEventListener('paste', event => this.#given(event, event.clipboardData));
    document.addEventListener('dragover', event => { event.preventDefault(); document.body.classList.add('dragging'); });
    document.addEventListener('dragleave', event => { if (!event.relatedTarget) document.body.classList.remove('dragging'); });
    document.addEventListener('drop', event => {
      event.preventDefault();
      document.body.classList.remove('dragging');
      this.#given(event, event.dataTransfer);
    });
  }

  #given(event, data) {
    const files = [...data.files];
    if (!files.length) return;
    event.preventDefault();
    this.addFiles(files);
  }
}
