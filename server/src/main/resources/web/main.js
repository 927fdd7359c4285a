// The page: pictures on the left, the conversation on the right.

import { Refusal, modelName, streamAnswer } from './api.js';
import { Stage } from './boxes.js';
import { Colours, boxText, pieces, tagged } from './grounding.js';
import { readPicture } from './picture.js';
import { applyWords, switchLanguage, word } from './words.js';

const MOST_PICTURES = 8;
const REDRAW_MILLIS = 80;
const NUMBERS = ['temperature', 'top_p', 'max_tokens', 'seed'];
const element = id => document.getElementById(id);

/** Turns: {role: 'user', text, pictures} and {role: 'assistant', text, regions}. */
const turns = [];
const pending = []; // pictures that go with the next question
let shown = 0; // which picture is on show
let colours = new Colours();
let answering = null; // the AbortController of the running answer
let model = '';
let redrawSoon = null;

const stage = new Stage({
  onDrawn: box => insert(boxText(box)),
  onCopy: async text => {
    await navigator.clipboard.writeText(text);
    toast(`${word('copied')}: ${text}`);
  },
});

const pictures = () => [...turns.flatMap(turn => turn.pictures ?? []), ...pending];

// --- pictures ---

async function addFiles(files) {
  for (const file of files) {
    if (pictures().length === MOST_PICTURES) return toast(word('tooMany'));
    try {
      pending.push(await readPicture(file));
    } catch {
      toast(`${word('notPicture')}: ${file.name}`);
    }
  }
  shown = pictures().length - 1;
  drawStage();
}

function drawStage() {
  const all = pictures();
  shown = Math.max(0, Math.min(shown, all.length - 1));
  element('drop').hidden = all.length > 0;
  element('view').hidden = all.length === 0;
  if (all.length) stage.show(all[shown], `${word('picture')} ${shown + 1} ${all[shown].name}`, marksOf(shown));
  element('thumbnails').replaceChildren(...(all.length > 1 ? all.map(thumbnail) : []));
  drawSuggestions();
}

/** The regions that answers have placed in a picture. */
function marksOf(index) {
  return turns.flatMap((turn, t) => (turn.regions ?? [])
    .map((region, r) => ({ region, id: `${t}-${r}`, colour: colours.of(region) }))
    .filter(({ region }) => region.image === index));
}

function thumbnail(picture, index) {
  const image = Object.assign(document.createElement('img'), { src: picture.url, alt: `${word('picture')} ${index + 1}` });
  const number = Object.assign(document.createElement('span'), { className: 'number', textContent: index + 1 });
  const button = Object.assign(document.createElement('button'), { type: 'button' });
  button.setAttribute('aria-pressed', index === shown);
  button.append(image, number);
  button.addEventListener('click', () => { shown = index; drawStage(); });
  const item = document.createElement('li');
  item.append(button);
  return item;
}

// --- the conversation ---

function drawLog() {
  element('log').replaceChildren(...turns.map(drawTurn));
  element('regenerate').disabled = answering !== null || turns.at(-1)?.role !== 'assistant';
  drawSuggestions();
  scroll();
}

function drawTurn(turn, index) {
  const message = document.createElement('div');
  message.className = `message ${turn.role}${turn.error ? ' error' : ''}`;
  message.setAttribute('aria-label', word(turn.role));
  if (turn.role === 'user') fillQuestion(message, turn, index);
  else fillAnswer(message, turn, index);
  return message;
}

function fillQuestion(message, turn, index) {
  const before = turns.slice(0, index).flatMap(each => each.pictures ?? []).length;
  turn.pictures.forEach((_, i) => message.append(Object.assign(document.createElement('span'),
    { className: 'inline-picture', textContent: `▣ ${word('picture')} ${before + i + 1}` })));
  message.append(turn.text.replace(/<box>(.*?)<\/box>/g, (_, numbers) => `▢ ${word('region')} ${numbers}`));
}

function fillAnswer(message, turn, index) {
  message.setAttribute('aria-busy', turn.running === true);
  if (turn.error) return message.append(turn.error);
  let number = 0;
  for (const piece of pieces(turn.text, turn.regions)) {
    message.append(piece.region ? reference(piece, `${index}-${number++}`) : piece);
  }
  if (turn.note) message.append(Object.assign(document.createElement('span'), { className: 'inline-picture', textContent: turn.note }));
}

/** The words of a region: hovering or focusing lights its boxes, clicking copies them. */
function reference({ region, words }, id) {
  const button = Object.assign(document.createElement('button'), { type: 'button', className: 'ref', textContent: words.trim() || '▢' });
  button.style.borderBottomColor = colours.of(region);
  const light = on => {
    if (on && region.image !== undefined && region.image !== shown) {
      shown = region.image;
      drawStage();
    }
    button.classList.toggle('lit', on);
    stage.light(on ? id : null);
  };
  button.addEventListener('pointerenter', () => light(true));
  button.addEventListener('pointerleave', () => light(false));
  button.addEventListener('focus', () => light(true));
  button.addEventListener('blur', () => light(false));
  button.addEventListener('click', () => stage.onCopy(region.boxes.map(({ box }) => box.join(', ')).join('; ')));
  return button;
}

function scroll() {
  const log = element('log');
  log.scrollTop = log.scrollHeight;
}

function drawSuggestions() {
  const wanted = turns.length === 0 && pictures().length > 0;
  element('suggestions').replaceChildren(...(wanted ? word('suggestions') : []).map(text => {
    const button = Object.assign(document.createElement('button'), { type: 'button', textContent: text });
    button.addEventListener('click', () => ask(text));
    return button;
  }));
}

// --- asking ---

function ask(text) {
  if (answering || (!text.trim() && pending.length === 0)) return;
  turns.push({ role: 'user', text: text.trim(), pictures: pending.splice(0) });
  answer();
}

function messages() {
  const said = turns.filter(turn => !turn.error).map(turn => turn.role === 'assistant'
    ? { role: 'assistant', content: tagged(turn.text, turn.regions) }
    : { role: 'user', content: [...turn.pictures.map(({ url }) => ({ type: 'image_url', image_url: { url } })), { type: 'text', text: turn.text }] });
  const system = element('system').value.trim();
  return system ? [{ role: 'system', content: system }, ...said] : said;
}

function request() {
  const numbers = NUMBERS.filter(name => element(name).value !== '').map(name => [name, Number(element(name).value)]);
  return { model, messages: messages(), stream: true, stream_options: { include_usage: true }, strip_tags: true, ...Object.fromEntries(numbers) };
}

async function answer() {
  const body = request();
  const turn = { role: 'assistant', text: '', regions: [], running: true };
  turns.push(turn);
  answering = new AbortController();
  setRunning(true);
  drawLog();
  const started = performance.now();
  try {
    await streamAnswer(body, key(), answering.signal, chunk => take(turn, chunk, started));
  } catch (error) {
    if (error.name === 'AbortError') turn.note = word('stopped');
    else turn.error = error instanceof Refusal && error.status === 401 ? word('needKey') : `${word('failed')}: ${error.message}`;
  }
  clearTimeout(redrawSoon);
  redrawSoon = null;
  turn.running = false;
  answering = null;
  setRunning(false);
  drawLog();
  drawStage();
}

function take(turn, chunk, started) {
  const delta = chunk.choices[0]?.delta ?? {};
  turn.text += delta.content ?? '';
  if (delta.grounding) {
    turn.regions.push(...delta.grounding);
    shown = delta.grounding.at(-1).image ?? shown;
    drawStage();
  }
  if (chunk.usage) turn.note = word('tokens')(chunk.usage, (performance.now() - started) / 1000);
  redrawSoon ??= setTimeout(() => redraw(turn), REDRAW_MILLIS);
}

/** Tokens may come faster than a browser can lay out a long answer: they are drawn together. */
function redraw(turn) {
  redrawSoon = null;
  if (turns.at(-1) !== turn) return;
  element('log').lastElementChild.replaceWith(drawTurn(turn, turns.length - 1));
  scroll();
}

function setRunning(running) {
  element('stop').hidden = !running;
  element('send').hidden = running;
}

function regenerate() {
  if (answering || turns.at(-1)?.role !== 'assistant') return;
  turns.pop();
  drawStage();
  answer();
}

function clear() {
  answering?.abort();
  turns.length = 0;
  pending.length = 0;
  colours = new Colours();
  drawLog();
  drawStage();
  element('question').focus();
}

// --- words, settings, small things ---

const key = () => element('key').value.trim();

function insert(text) {
  const question = element('question');
  question.setRangeText(text, question.selectionStart, question.selectionEnd, 'end');
  question.focus();
}

let toastTimer;
function toast(text) {
  element('toast').textContent = text;
  element('toast').classList.add('shown');
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => element('toast').classList.remove('shown'), 2500);
}

function setTheme(theme) {
  document.documentElement.dataset.theme = theme;
  element('theme').setAttribute('aria-pressed', theme === 'dark');
  localStorage.setItem('theme', theme);
}

async function findModel() {
  try {
    model = await modelName(key());
    element('model').textContent = model;
  } catch (error) {
    toast(error instanceof Refusal && error.status === 401 ? word('needKey') : error.message);
  }
}

function restore() {
  for (const id of [...NUMBERS, 'system']) {
    element(id).value = localStorage.getItem(id) ?? '';
    element(id).addEventListener('change', () => localStorage.setItem(id, element(id).value));
  }
  element('key').value = sessionStorage.getItem('key') ?? '';
  element('key').addEventListener('change', () => { sessionStorage.setItem('key', key()); findModel(); });
  const dark = matchMedia('(prefers-color-scheme: dark)').matches;
  setTheme(localStorage.getItem('theme') ?? (dark ? 'dark' : 'light'));
}

function listen() {
  const choose = () => element('files').click();
  element('choose').addEventListener('click', choose);
  element('add').addEventListener('click', choose);
  element('files').addEventListener('change', event => { addFiles([...event.target.files]); event.target.value = ''; });
  element('composer').addEventListener('submit', event => {
    event.preventDefault();
    const question = element('question');
    if (answering) return;
    ask(question.value);
    question.value = '';
  });
  element('question').addEventListener('keydown', event => {
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      element('composer').requestSubmit();
    }
  });
  element('stop').addEventListener('click', () => answering?.abort());
  element('regenerate').addEventListener('click', regenerate);
  element('clear').addEventListener('click', clear);
  element('settings-open').addEventListener('click', () => element('settings').showModal());
  element('theme').addEventListener('click', () => setTheme(document.documentElement.dataset.theme === 'dark' ? 'light' : 'dark'));
  element('language').addEventListener('click', () => { switchLanguage(); applyWords(); drawLog(); drawStage(); });
  document.addEventListener('paste', event => {
    const files = [...event.clipboardData.files];
    if (files.length) { event.preventDefault(); addFiles(files); }
  });
  document.addEventListener('dragover', event => { event.preventDefault(); document.body.classList.add('dragging'); });
  document.addEventListener('dragleave', event => { if (!event.relatedTarget) document.body.classList.remove('dragging'); });
  document.addEventListener('drop', event => {
    event.preventDefault();
    document.body.classList.remove('dragging');
    addFiles([...event.dataTransfer.files]);
  });
}

applyWords();
restore();
listen();
drawLog();
drawStage();
findModel();
