// Settings of requests and of the page.

import { element } from './dom.js';

const NUMBERS = ['temperature', 'top_p', 'max_tokens', 'seed'];

export const key = () => element('key').value.trim();

export const system = () => element('system').value.trim();

export const numbers = () => Object.fromEntries(
  NUMBERS.filter(name => element(name).value !== '').map(name => [name, Number(element(name).value)]));

/** @param onKey the key was changed */
export function restoreSettings(onKey) {
  for (const id of [...NUMBERS, 'system']) {
    element(id).value = localStorage.getItem(id) ?? '';
    element(id).addEventListener('change', () => localStorage.setItem(id, element(id).value));
  }
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
