// Helpers for creating elements.

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

/** An icon of the page's set. */
export function icon(name) {
  const svg = makeSvg('svg', { class: 'icon', 'aria-hidden': 'true' });
  svg.append(makeSvg('use', { href: `#icon-${name}` }));
  return svg;
}

/** A button with an icon and a name. */
export function iconButton(symbol, name, onClick) {
  const button = make('button', { type: 'button', className: `icon-button ${symbol}`, title: name, onclick: onClick }, icon(symbol));
  button.setAttribute('aria-label', name);
  return button;
}

export function textButton(text, onClick, className = '') {
  return make('button', { type: 'button', textContent: text, className, onclick: onClick });
}

/** A status line above the question. It has its own space, so that it covers nothing. */
let statusTimer;
export function say(text) {
  const status = element('status');
  status.textContent = text;
  clearTimeout(statusTimer);
  statusTimer = setTimeout(() => { status.textContent = ''; }, 6000);
}
