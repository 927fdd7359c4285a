// A conversation as data: its turns, and the messages that are sent to the server.

import { tagged } from './grounding.js';

const LONGEST_TITLE = 60;

/**
 * Turns are {role: 'user', text, pictures} and {role: 'assistant', text, regions, running, stopped, error, usage, seconds, data, evidence}:
 * data is true for an answer in JSON, evidence says how probable its values are.
 * Regions count the pictures of the whole conversation from 0.
 */
export class Conversation {
  constructor({ id = null, title = '', turns = [] } = {}) {
    this.id = id;
    this.title = title;
    this.turns = turns;
  }

  get pictures() {
    return this.turns.flatMap(turn => turn.pictures ?? []);
  }

  get latest() {
    return this.turns.at(-1);
  }

  /** The number of pictures before a turn. */
  picturesBefore(turn) {
    return this.turns.slice(0, this.turns.indexOf(turn)).reduce((count, each) => count + (each.pictures?.length ?? 0), 0);
  }

  ask(text, pictures) {
    this.turns.push({ role: 'user', text, pictures });
    this.title ||= (text || pictures[0]?.name || '').replace(/<.*?>/g, '').slice(0, LONGEST_TITLE).trim();
  }

  beginAnswer() {
    this.turns.push({ role: 'assistant', text: '', regions: [], running: true });
    return this.latest;
  }

  /** Removes a turn and those after it. */
  cutAt(turn) {
    this.turns.length = this.turns.indexOf(turn);
  }

  /** The messages of the request for an answer: empty answers are omitted. */
  messages(system = '', answer = null) {
    const end = answer ? this.turns.indexOf(answer) : this.turns.length;
    const said = this.turns.slice(0, end).filter(turn => turn.role === 'user' || turn.text).map(turn => turn.role === 'assistant'
      ? { role: 'assistant', content: turn.data ? turn.text : tagged(turn.text, turn.regions) }
      : { role: 'user', content: [...turn.pictures.map(picturePart), { type: 'text', text: turn.text }] });
    return system ? [{ role: 'system', content: system }, ...said] : said;
  }

  /** The stored and exported form: OpenAI's messages, answers with their boxes. */
  exported(model) {
    const messages = this.turns.map(turn => turn.role === 'user'
      ? { role: 'user', content: [...turn.pictures.map(picturePart), { type: 'text', text: turn.text }] }
      : { role: 'assistant', content: turn.text, grounding: turn.regions });
    return { title: this.title, model, messages };
  }
}

/**
 * Messages without the turn that is needed least: the oldest without pictures, or else the oldest. Nothing when only the
 * question is left.
 */
export function shortened(messages) {
  const begins = messages.flatMap((message, i) => message.role === 'user' ? [i] : []).slice(0, -1);
  if (begins.length === 0) return null;
  const shows = i => messages[i].content.some(part => part.type === 'image_url');
  const from = begins.find(i => !shows(i)) ?? begins[0];
  const to = messages.findIndex((message, i) => i > from && message.role === 'user');
  return [...messages.slice(0, from), ...messages.slice(to)];
}

const picturePart = ({ url }) => ({ type: 'image_url', image_url: { url } });
