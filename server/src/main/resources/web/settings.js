// Settings of requests and of the page.

import { element } from './dom.js';
import { word } from './words.js';

const NUMBERS = ['temperature', 'top_p', 'max_tokens', 'seed'];

export const key = () => element('key').value.trim();

export const system = () => element('system').value.trim();

export const numbers = () => Object.fromEntries(
  NUMBERS.filter(name => element(name).value !== '').map(name => [name, Number(element(name).value)]));

/** What form answers have: fields of a request. Fails where the schema is not JSON. */
export function form() {
  const kind = element('form').value;
  if (kind === 'json') return { response_format: { type: 'json_object' }, evidence: true };
  if (kind !== 'schema') return {};
  try {
    return { response_format: { type: 'json_schema', json_schema: { name: 'answer', schema: JSON.parse(element('schema').value) } }, evidence: true };
  } catch (error) {
    throw new SyntaxError(`${word('badSchema')}: ${error.message}`);
  }
}

const showSchema = () => { element('schema').closest('label').hidden = element('form').value !== 'schema'; };

/** @param onKey the key was changed */
export function restoreSettings(onKey) {
  for (const id of [...NUMBERS, 'system', 'form', 'schema']) {
    element(id).value = localStorage.getItem(id) ?? '';
    element(id).addEventListener('change', () => localStorage.setItem(id, element(id).value));
  }
  element('form').addEventListener('change', showSchema);
  showSchema();
  element('key').value = sessionStorage.getItem('key') ?? '';
  element('key').addEventListener('change', () => { sessionStorage.setItem('key', key()); onKey(); });
  element('settings-open').addEventListener('click', () => element('settings').showModal());
  const dark = matchMedia('(prefers-color-scheme: dark)').matches;
  setTheme(localStorage.getItem('theme') ?? (dark ? 'dark' : 'light'));
  element('theme').addEventListener('click', () => {
    setTheme(document.documentElement.dataset.theme === 'dark' ? 'light' : 'dark');
    localStorage.setItem('theme', document.documentElement.dataset.theme);
  });
}

function setTheme(theme) {
  document.documentElement.dataset.theme = theme;
  element('theme').setAttribute('aria-pressed', theme === 'dark');
}
