// The page: connects pictures, conversation, question and settings.

import { Refusal } from './api.js';
import { Composer } from './composer.js';
import { Conversation } from './conversation.js';
import { element, say } from './dom.js';
import { Colours, boxText } from './grounding.js';
import { History } from './history.js';
import { Log } from './log.js';
import { Models } from './models.js';
import { Pictures } from './pictures.js';
import { form, key, numbers, restoreSettings, system } from './settings.js';
import { keep, load } from './store.js';
import { Talk } from './talk.js';
import { drawWelcome, questionsFor } from './welcome.js';
import { applyWords, switchLanguage, word } from './words.js';

const OPEN = 'conversation'; // the conversation that is open in this tab
const colours = new Colours();

const models = new Models({ key, onChosen: drawWords, onError: tellWhy });

const talk = new Talk({
  settings: { key, numbers, system, form, model: async () => models.name || await findModel() },
  onChange: draw,
  onAnswered: () => models.refresh().catch(tellWhy),
  onWords: turn => log.update(turn, talk.conversation),
  onBoxes: turn => {
    pictures.draw(talk.conversation, composer.waiting);
    pictures.show(turn.regions.at(-1).image ?? -1);
  },
  save,
});

const pictures = new Pictures({ onDrawn: box => composer.insert(boxText(box)), colours });

const composer = new Composer({
  taken: () => talk.conversation.pictures.length,
  onPictures: () => { draw(); pictures.show(-1); },
  onAsk: ask,
  key,
});

const log = new Log({
  colours,
  copy: text => pictures.copy(text),
  copyRequest: (turn, write) => copyRequest(turn, write),
  showPicture: index => pictures.show(index),
  light: (turn, number) => {
    if (number !== null) pictures.look(turn);
    pictures.light(number === null ? null : `${talk.conversation.turns.indexOf(turn)}-${number}`);
  },
  regenerate: () => asking(() => talk.regenerate()),
  goOn: () => asking(() => talk.goOn()),
  resend: (turn, text) => asking(() => talk.resend(turn, text)),
}, turn => pictures.look(turn));

new History({
  current: () => talk.conversation,
  model: () => models.name,
  onOpen: open,
  onRemoved: id => {
    if (id !== talk.conversation.id) return;
    removed.add(talk.conversation);
    open(new Conversation());
  },
  onRenamed: (id, title) => { if (id === talk.conversation.id) talk.conversation.title = title; },
});

function ask(text, asked) {
  asking(() => talk.ask(text, asked));
  pictures.show(-1);
}

/** After a question is sent, focuses the question field and scrolls to the end. */
function asking(act) {
  act();
  log.toEnd();
  composer.focus();
}

function draw() {
  const { conversation } = talk;
  log.draw(conversation);
  pictures.draw(conversation, composer.waiting);
  composer.setRunning(talk.running);
  element('examples').hidden = composer.waiting.length > 0;
  composer.suggest(conversation.turns.length === 0 && composer.waiting.length > 0 ? questionsFor(models.name) : []);
}

function open(conversation) {
  composer.clear();
  talk.open(conversation);
  log.toEnd();
  remember(conversation);
  composer.focus();
}

function remember({ id }) {
  if (id === null) sessionStorage.removeItem(OPEN);
  else sessionStorage.setItem(OPEN, id);
}

// Writes one after another, so that the latest state is stored last. The id is set at once, so that a reload finds what is stored so far.
let saving = Promise.resolve();
const removed = new Set();
function save(conversation) {
  if (removed.has(conversation)) return;
  conversation.id ??= Date.now() * 1000 + Math.floor(Math.random() * 1000);
  if (conversation === talk.conversation) remember(conversation);
  saving = saving.then(() => keep(conversation)).catch(error => say(`${word('notKept')}: ${error.message}`));
}

async function reopen() {
  const id = Number(sessionStorage.getItem(OPEN));
  const known = id && await load(id).catch(error => say(`${word('notKept')}: ${error.message}`));
  if (known) talk.open(new Conversation(known));
}

async function findModel() {
  await models.refresh();
  drawWords();
  return models.name;
}

/** Copies the request that an answer belongs to, written by a function of code.js. */
async function copyRequest(turn, write) {
  try {
    pictures.copy(write(await talk.request(turn), location.origin, key() !== ''));
  } catch (error) {
    say(error.message);
  }
}

function drawWords() {
  applyWords();
  models.draw();
  drawWelcome(models.name, (question, picture) => ask(question, [picture]));
  log.redraw(talk.conversation);
  composer.redraw();
  draw();
}

function tellWhy(error) {
  say(error instanceof Refusal && error.status === 401 ? word('needKey') : error.message);
}

const showModel = () => findModel().catch(tellWhy);

element('new').addEventListener('click', () => open(new Conversation()));
element('stop').addEventListener('click', () => talk.stop());
element('language').addEventListener('click', () => { switchLanguage(); drawWords(); });
document.addEventListener('keydown', event => {
  if (event.key === 'Escape' && !event.defaultPrevented && talk.running && !document.querySelector('dialog[open]')) talk.stop();
});
restoreSettings(showModel);
drawWords();
reopen();
showModel();
