// The question that is being written, and its pictures.

import { Broken, Refusal } from './api.js';
import { element, iconButton, make, say, textButton } from './dom.js';
import { readFile } from './picture.js';
import { word } from './words.js';

const MOST_PICTURES = 8;

export class Composer {
  waiting = [];
  #question = element('question');

  /** @param onAsk (text, pictures); onPictures: pictures were added or removed; taken(): number of pictures in the conversation; key(): of the API */
  constructor({ onAsk, onPictures, taken, key }) {
    Object.assign(this, { onAsk, onPictures, taken, key });
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
    const notes = [];
    let added = 0;
    let given = 0;
    for (const file of files) {
      const { count, pictures } = await this.#read(file, notes);
      this.waiting.push(...pictures);
      added += pictures.length;
      given += count;
    }
    if (added < given) notes.unshift(word('tooMany')(added, given, MOST_PICTURES));
    this.#drawWaiting();
    this.onPictures();
    if (notes.length) say(notes.join(' '));
  }

  async #read(file, notes) {
    try {
      return await readFile(file, MOST_PICTURES - this.taken() - this.waiting.length, this.key());
    } catch (error) {
      const told = error instanceof Refusal || error instanceof Broken;
      notes.push(told ? `${file.name}: ${error.message}` : `${word('notPicture')}: ${file.name}`);
      return { count: 0, pictures: [] };
    }
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
