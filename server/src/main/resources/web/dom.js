// Small helpers for the page's elements.

const SVG = 'http://www.w3.org/2000/svg';

export const element = id => document.getElementById(id);

export function make(tag, properties = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

export function makeSvg(tag, attributes) {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

/** A picture out of the page's own set of symbols. */
export function icon(name) {
  const svg = makeSvg('svg', { class: 'icon', 'aria-hidden': 'true' });
  svg.append(makeSvg('use', { href: `#icon-${name}` }));
  return svg;
}

/** A button that shows a symbol and has a name. */
export function iconButton(symbol, name, onClick) {
  const button = make('button', { type: 'button', className: `icon-button ${symbol}`, title: name, onclick: onClick }, icon(symbol));
  button.setAttribute('aria-label', name);
  return button;
}

export function textButton(text, onClick, className = '') {
  return make('button', { type: 'button', textContent: text, className, onclick: onClick });
}

/** One line above the question that says what happened. It takes room of its own, so that it lies over nothing. */
let statusTimer;
export function say(text) {
  const status = element('status');
  status.textContent = text;
  clearTimeout(statusTimer);
  statusTimer = setTimeout(() => { status.textContent = ''; }, 6000);
}
