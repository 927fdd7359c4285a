// The served models: which one answers, and what state each is in.

import { models } from './api.js';
import { element, make } from './dom.js';
import { word } from './words.js';

const CHOSEN = 'model';

export class Models {
  #all = [];

  /** @param key() of the server; onChosen(): another model is to answer; onError(error): the server does not tell */
  constructor({ key, onChosen, onError }) {
    Object.assign(this, { key, onChosen, onError });
    this.#picker.addEventListener('change', () => {
      localStorage.setItem(CHOSEN, this.#picker.value);
      this.onChosen();
    });
    for (const name of ['focus', 'pointerdown']) this.#picker.addEventListener(name, () => this.refresh().catch(error => this.onError(error)));
  }

  get #picker() {
    return element('models');
  }

  /** The name of the model that answers; empty while the server has not told. */
  get name() {
    const chosen = localStorage.getItem(CHOSEN);
    return (this.#all.find(({ id }) => id === chosen) ?? this.#all[0])?.id ?? '';
  }

  /** Asks the server which models there are, and what state they are in. */
  async refresh() {
    this.#all = await models(this.key());
    this.draw();
    return this.name;
  }

  draw() {
    const several = this.#all.length > 1;
    element('model').hidden = several;
    element('model').textContent = this.name;
    this.#picker.hidden = !several;
    const known = [...this.#picker.options];
    this.#all.forEach(({ id, status }, i) => {
      const option = known[i] ?? this.#picker.appendChild(make('option'));
      Object.assign(option, { value: id, textContent: `${id} · ${word('states')[status] ?? status}` });
    });
    known.slice(this.#all.length).forEach(option => option.remove());
    this.#picker.value = this.name;
  }
}
