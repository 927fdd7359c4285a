// Converts the Markdown of an answer to elements. Model output is untrusted: HTML in it remains text, and only plain
// formatting is allowed.

import { Marked } from './marked.js';
import DOMPurify from './purify.js';
import { pieces } from './grounding.js';
import { icon, make } from './dom.js';
import { word } from './words.js';

const escaped = text => text.replace(/[&<>"']/g, sign => `&#${sign.charCodeAt(0)};`);
const marked = new Marked({
  gfm: true,
  breaks: true,
  renderer: { html: ({ text }) => escaped(text), image: ({ text }) => escaped(text) },
});
const PLAIN = {
  ALLOWED_TAGS: ['p', 'br', 'hr', 'em', 'strong', 'del', 'code', 'pre', 'blockquote', 'ul', 'ol', 'li', 'a',
    'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'table', 'thead', 'tbody', 'tr', 'th', 'td'],
  ALLOWED_ATTR: ['href', 'start'],
  ALLOWED_URI_REGEXP: /^(https?|mailto):/i,
  ALLOW_DATA_ATTR: false,
  ALLOW_ARIA_ATTR: false,
  RETURN_DOM_FRAGMENT: true,
};

// Marks the words of a region while Markdown is parsed: characters without a meaning around the number of the region.
const PLACE = /\uE000(\d+)\uE001/;
const foreign = text => text.replace(/[\uE000\uE001]/g, '\uFFFD');

/** Draws a growing text: unchanged blocks keep their elements, so that a text selection is kept. */
export class MarkdownView {
  node = make('div', { className: 'text' });
  #blocks = [];

  /** @param onRegion ({region, words}, number) returns the element for the words of a region
   *  @param onCopy has the text of a block of code copied */
  constructor(onRegion, onCopy) {
    this.onRegion = onRegion;
    this.onCopy = onCopy;
  }

  update(text, regions) {
    const parts = pieces(text, regions);
    const places = parts.filter(part => part.region);
    const source = parts.map(part => part.region ? `\uE000${places.indexOf(part)}\uE001` : foreign(part)).join('');
    const tokens = marked.lexer(source);
    const blocks = tokens.filter(token => token.type !== 'space');
    const links = JSON.stringify(tokens.links);
    const same = blocks.findIndex((block, i) => this.#blocks[i]?.raw !== block.raw || this.#blocks[i].links !== links);
    const keep = same < 0 ? blocks.length : same;
    this.#blocks.splice(keep).forEach(block => block.nodes.forEach(node => node.remove()));
    for (const block of blocks.slice(keep)) {
      const nodes = this.#draw(marked.parser(Object.assign([block], { links: tokens.links })), places);
      this.node.append(...nodes);
      this.#blocks.push({ raw: block.raw, links, nodes });
    }
  }

  #draw(html, places) {
    const fragment = DOMPurify.sanitize(html, PLAIN);
    for (const link of fragment.querySelectorAll('a')) Object.assign(link, { target: '_blank', rel: 'noopener noreferrer nofollow', title: link.href });
    for (const wide of fragment.querySelectorAll('pre, table')) wrap(wide);
    for (const code of fragment.querySelectorAll('pre')) this.#copyable(code);
    this.#fillPlaces(fragment, places);
    return [...fragment.childNodes];
  }

  #copyable(code) {
    const text = code.textContent;
    const button = make('button', { type: 'button', className: 'icon-button copy', onclick: () => this.onCopy(text) }, icon('copy'));
    button.setAttribute('aria-label', word('copy'));
    code.parentElement.before(button);
  }

  #fillPlaces(fragment, places) {
    const walker = document.createTreeWalker(fragment, NodeFilter.SHOW_TEXT);
    const texts = [];
    while (walker.nextNode()) texts.push(walker.currentNode);
    for (const text of texts) {
      const parts = text.data.split(PLACE);
      if (parts.length > 1) text.replaceWith(...parts.map((part, i) => i % 2 ? this.onRegion(places[part], Number(part)) : part));
    }
  }
}

/** Puts content that is wider than the column into a scrollable frame, which the keyboard can scroll, too. */
function wrap(wide) {
  const frame = make('div', { className: 'wide', tabIndex: 0 });
  wide.replaceWith(frame);
  frame.append(wide);
}
