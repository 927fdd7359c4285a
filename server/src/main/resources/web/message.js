// One message: a question with its pictures, or an answer with its regions, and its buttons.

import { curl, java, python } from './code.js';
import { icon, iconButton, make, textButton } from './dom.js';
import { MarkdownView } from './markdown.js';
import { drawTree, parsed } from './tree.js';
import { word } from './words.js';

/**
 * Actions: copy(text), copyRequest(turn, write), resend(turn, text), regenerate(), goOn(), showPicture(index), light(id or null), colours.
 */
export class Message {
  #body = make('div', { className: 'body' });
  #foot = make('div', { className: 'foot' });
  #drawn = null;
  #tree = null;

  constructor(turn, actions) {
    this.turn = turn;
    this.actions = actions;
    this.node = make('article', { className: `message ${turn.role}` }, this.#body, this.#foot);
    this.node.setAttribute('aria-label', word(turn.role));
    if (turn.role === 'assistant') {
      this.markdown = new MarkdownView((piece, number) => this.#reference(piece, number), text => actions.copy(text));
      this.#body.append(this.markdown.node);
    }
  }

  update(conversation) {
    if (this.turn.role === 'user') this.#drawQuestion(conversation);
    else this.#drawAnswer(conversation);
  }

  #drawQuestion(conversation) {
    if (this.#drawn) return;
    this.#drawn = 'question';
    const before = conversation.picturesBefore(this.turn);
    const pictures = this.turn.pictures.map((picture, i) => {
      const name = `${word('picture')} ${before + i + 1}`;
      return make('button', { type: 'button', className: 'thumb', title: name, onclick: () => this.actions.showPicture(before + i) },
        make('img', { src: picture.url, alt: name }));
    });
    const text = this.turn.text.replace(/<box>(.*?)<\/box>/g, (_, numbers) => `▢ ${word('region')} ${numbers}`);
    this.#body.replaceChildren(...(pictures.length ? [make('div', { className: 'pictures' }, ...pictures)] : []), make('div', { className: 'text', textContent: text }));
    this.#foot.replaceChildren(iconButton('copy', word('copy'), () => this.actions.copy(this.turn.text)), iconButton('edit', word('edit'), () => this.#edit(conversation)));
  }

  #edit(conversation) {
    const field = make('textarea', { value: this.turn.text, rows: 3 });
    field.setAttribute('aria-label', word('edit'));
    const done = () => {
      this.#drawn = null;
      this.#drawQuestion(conversation);
      this.#foot.querySelector('.edit').focus();
    };
    const send = () => field.value.trim() && this.actions.resend(this.turn, field.value.trim());
    field.addEventListener('keydown', event => {
      if (event.key === 'Escape') {
        event.preventDefault(); // it does not stop an answer as well
        done();
      }
      if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
        event.preventDefault();
        send();
      }
    });
    this.#body.querySelector('.text').replaceWith(field);
    this.#foot.replaceChildren(textButton(word('cancel'), done), textButton(word('send'), send, 'primary'));
    field.focus();
  }

  #drawAnswer(conversation) {
    const { turn } = this;
    this.node.setAttribute('aria-busy', turn.running === true);
    this.#drawText();
    const state = JSON.stringify([turn.running, turn.stopped, turn.error, turn.usage, turn === conversation.latest]);
    if (state === this.#drawn) return;
    this.#drawn = state;
    this.#foot.replaceChildren(...(turn.running ? [] : this.#footOf(turn === conversation.latest)));
  }

  /** A complete answer in JSON is a tree. */
  #drawText() {
    const { turn } = this;
    const value = turn.data && !turn.running ? parsed(turn.text) : undefined;
    if (value === undefined) {
      this.markdown.update(turn.data ? `\`\`\`json\n${turn.text}\n\`\`\`` : turn.text, turn.data ? [] : turn.regions);
      if (!this.markdown.node.isConnected) this.#body.replaceChildren(this.markdown.node);
      return;
    }
    const state = `${turn.text}${word('needsReview')}`;
    if (state === this.#tree) return;
    this.#tree = state;
    const light = number => {
      if (number !== null && turn.regions[number].image !== undefined) this.actions.showPicture(turn.regions[number].image);
      this.actions.light(turn, number);
    };
    this.#body.replaceChildren(drawTree(value, { evidence: turn.evidence, regions: turn.regions, light }));
  }

  #copyAs() {
    const list = make('details', { className: 'copy-as' }, make('summary', { title: word('copyRequest') }, icon('code')));
    list.firstChild.setAttribute('aria-label', word('copyRequest'));
    for (const [name, write] of [['curl', curl], ['Java', java], ['Python', python]]) {
      list.append(textButton(name, () => { this.actions.copyRequest(this.turn, write); list.open = false; }));
    }
    return list;
  }

  #footOf(latest) {
    const { turn, actions } = this;
    const parts = [];
    if (turn.error) parts.push(make('p', { className: 'error', role: 'alert', textContent: turn.error }));
    if (turn.stopped) parts.push(make('span', { className: 'muted', textContent: word('stopped') }));
    if (latest && turn.text && (turn.error || turn.stopped)) parts.push(textButton(word('continue'), () => actions.goOn(), 'continue'));
    if (turn.text) parts.push(iconButton('copy', word('copy'), () => actions.copy(turn.text)));
    if (turn.text) parts.push(this.#copyAs());
    if (latest) parts.push(iconButton('retry', word(turn.error ? 'tryAgain' : 'regenerate'), () => actions.regenerate()));
    if (turn.usage) parts.push(make('span', { className: 'muted counts', textContent: word('counts')(turn.usage) }));
    return parts;
  }

  /** The words of a region: hovering or focusing highlights its boxes, clicking copies them. */
  #reference({ region, words }, number) {
    const button = textButton(words.trim() || '▢', () => this.actions.copy(region.boxes.map(({ box }) => box.join(', ')).join('; ')), 'ref');
    button.style.borderBottomColor = this.actions.colours.of(region);
    const light = on => {
      if (on && region.image !== undefined) this.actions.showPicture(region.image);
      button.classList.toggle('lit', on);
      this.actions.light(this.turn, on ? number : null);
    };
    for (const [name, on] of [['pointerenter', true], ['pointerleave', false], ['focus', true], ['blur', false]]) button.addEventListener(name, () => light(on));
    return button;
  }
}
