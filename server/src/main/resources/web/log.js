// The conversation on the screen.

import { element } from './dom.js';
import { Message } from './message.js';

const NEAR_END = 40; // pixels

export class Log {
  #node = element('log');
  #messages = new Map(); // from turns
  #atEnd = true;

  /** @param actions callbacks of messages, see Message; onLook(turn): an answer is under the pointer or focus, or null */
  constructor(actions, onLook) {
    this.actions = actions;
    this.#node.addEventListener('scroll', () => this.#scrolled());
    element('to-end').addEventListener('click', () => { this.toEnd(); element('question').focus(); });
    for (const [name, looks] of [['pointerover', true], ['focusin', true], ['pointerleave', false], ['focusout', false]]) {
      this.#node.addEventListener(name, event => onLook(looks ? this.#answerAt(event.target) : null));
    }
  }

  /** Draws all turns; existing messages keep their elements. */
  draw(conversation) {
    const known = this.#messages;
    this.#messages = new Map(conversation.turns.map(turn => [turn, known.get(turn) ?? new Message(turn, this.actions)]));
    for (const [turn, message] of known) if (!this.#messages.has(turn)) message.node.remove();
    [...this.#messages.values()].forEach((message, i) => {
      if (this.#node.children[i] !== message.node) this.#node.insertBefore(message.node, this.#node.children[i] ?? null);
      message.update(conversation);
    });
    element('welcome').hidden = conversation.turns.length > 0;
    this.#node.hidden = conversation.turns.length === 0;
    this.#follow();
  }

  /** Draws the current state of one answer. */
  update(turn, conversation) {
    this.#messages.get(turn)?.update(conversation);
    this.#follow();
  }

  toEnd() {
    this.#atEnd = true;
    this.#follow();
  }

  /** The language has changed: redraws everything. */
  redraw(conversation) {
    this.#node.replaceChildren();
    this.#messages.clear();
    this.draw(conversation);
  }

  /** Keeps the end in view unless the reader has scrolled away from it. */
  #follow() {
    if (this.#atEnd) this.#node.scrollTop = this.#node.scrollHeight;
    element('to-end').hidden = this.#atEnd;
  }

  #scrolled() {
    this.#atEnd = this.#node.scrollHeight - this.#node.scrollTop - this.#node.clientHeight < NEAR_END;
    element('to-end').hidden = this.#atEnd;
  }

  #answerAt(target) {
    const node = target.closest('.message.assistant');
    for (const [turn, message] of this.#messages) if (message.node === node && turn.regions.length) return turn;
    return null;
  }
}
