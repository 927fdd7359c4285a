// The list of conversations: open, rename, export, delete.

import { Conversation } from './conversation.js';
import { element, iconButton, make, textButton } from './dom.js';
import { plainName, saveJson } from './save.js';
import { kept, load, remove, rename } from './store.js';
import { locale, word } from './words.js';

export class History {
  #list = element('history-list');

  /** @param current() the open conversation; model() its model; onOpen(conversation); onRemoved(id); onRenamed(id, title) */
  constructor({ current, model, onOpen, onRemoved, onRenamed }) {
    Object.assign(this, { current, model, onOpen, onRemoved, onRenamed });
    element('history-open').addEventListener('click', () => this.#open());
    element('history-close').addEventListener('click', () => element('history').close());
  }

  async #open() {
    await this.#draw();
    element('history').showModal();
  }

  async #draw() {
    const all = await kept();
    this.#list.replaceChildren(...all.map(entry => this.#row(entry)));
    element('history-empty').hidden = all.length > 0;
  }

  #row(entry) {
    const open = textButton('', () => this.#choose(entry.id), 'title');
    open.append(make('span', { textContent: entry.title || word('untitled') }),
      make('time', { className: 'muted', textContent: new Date(entry.changed).toLocaleString(locale(), { dateStyle: 'medium', timeStyle: 'short' }) }));
    if (entry.id === this.current().id) open.setAttribute('aria-current', 'true');
    const row = make('li', {}, open);
    row.dataset.id = entry.id;
    const of = action => `${word(action)}: ${entry.title}`;
    row.append(
      iconButton('edit', of('rename'), () => this.#rename(entry, row)),
      iconButton('download', of('export'), () => this.#export(entry)),
      iconButton('bin', of('remove'), event => this.#remove(entry, event.currentTarget)));
    return row;
  }

  async #choose(id) {
    element('history').close();
    this.onOpen(new Conversation(await load(id)));
  }

  #rename(entry, row) {
    const field = make('input', { value: entry.title, maxLength: 200 });
    field.setAttribute('aria-label', word('rename'));
    const done = async title => {
      if (title && title !== entry.title) {
        await rename(entry.id, title);
        this.onRenamed(entry.id, title);
      }
      await this.#draw();
      this.#list.querySelector(`[data-id="${entry.id}"] .edit`).focus();
    };
    field.addEventListener('keydown', event => {
      if (event.key === 'Enter') done(field.value.trim());
      if (event.key === 'Escape') {
        event.preventDefault(); // the list stays open
        done('');
      }
    });
    row.replaceChildren(field, iconButton('check', word('done'), () => done(field.value.trim())));
    field.select();
  }

  async #export(entry) {
    saveJson(`${plainName(entry.title)}.json`, new Conversation(await load(entry.id)).exported(this.model()));
  }

  /** The first click asks for confirmation, the second deletes. */
  #remove(entry, button) {
    const sure = textButton(word('reallyRemove'), async () => {
      await remove(entry.id);
      this.onRemoved(entry.id);
      await this.#draw();
      (this.#list.querySelector('button') ?? element('history-close')).focus();
    }, 'danger');
    sure.addEventListener('blur', () => sure.replaceWith(button));
    button.replaceWith(sure);
    sure.focus();
  }
}
