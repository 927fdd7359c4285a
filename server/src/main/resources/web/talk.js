// The open conversation, and the answer that is being generated.

import { Broken, Refusal, streamAnswer } from './api.js';
import { Conversation, shortened } from './conversation.js';
import { regionsOf } from './tree.js';
import { word } from './words.js';

const DRAW_MILLIS = 80;
const SAVE_MILLIS = 1000;

export class Talk {
  conversation = new Conversation();
  #abort = null;

  /**
   * @param settings numbers(), system(), form(), key(), model(): what goes with every request
   * @param onChange turns came, went or ended; onWords(turn): an answer has grown; onBoxes(turn): it has new boxes
   * @param onAnswered an answer is complete
   * @param save keeps the conversation
   */
  constructor({ settings, onChange, onAnswered, onWords, onBoxes, save }) {
    Object.assign(this, { settings, onChange, onAnswered, onWords, onBoxes, save });
  }

  get running() {
    return this.#abort !== null;
  }

  /** Opens another conversation; cancels a running answer. */
  open(conversation) {
    this.stop();
    this.conversation = conversation;
    conversation.turns.filter(turn => turn.running).forEach(turn => Object.assign(turn, { running: false, stopped: true }));
    this.onChange();
  }

  ask(text, pictures) {
    this.conversation.ask(text, pictures);
    return this.#answer();
  }

  /** Answers the last question again. */
  regenerate() {
    this.conversation.cutAt(this.conversation.latest);
    return this.#answer();
  }

  /** Asks the model to continue an incomplete answer: sends the text so far and a request to continue. */
  goOn() {
    Object.assign(this.conversation.latest, { error: undefined, stopped: true });
    return this.ask(word('goOn'), []);
  }

  /** Replaces an earlier question; removes the turns after it. */
  resend(turn, text) {
    this.conversation.cutAt(turn);
    return this.ask(text, turn.pictures);
  }

  stop() {
    this.#abort?.abort();
    this.#abort = null;
  }

  async #answer() {
    const { conversation, settings } = this;
    this.stop();
    const abort = this.#abort = new AbortController();
    const turn = conversation.beginAnswer();
    const clock = { asked: performance.now(), first: null };
    const soon = [paced(DRAW_MILLIS, () => this.conversation === conversation && this.onWords(turn)),
      paced(SAVE_MILLIS, () => this.save(conversation))];
    this.onChange();
    this.save(conversation);
    try {
      const body = await this.request(turn);
      turn.data = 'response_format' in body;
      await streamFitting(body, settings.key(), abort.signal, chunk => {
        clock.first ??= performance.now();
        this.#take(turn, chunk, clock);
        soon.forEach(each => each.call());
      });
    } catch (error) {
      if (error.name === 'AbortError') turn.stopped = true;
      else turn.error = wording(error);
    }
    soon.forEach(each => each.cancel());
    turn.running = false;
    if (this.#abort === abort) this.#abort = null;
    this.save(conversation);
    if (this.conversation === conversation) this.onChange();
    this.onAnswered();
  }

  /** The request that an answer belongs to, with the settings as they are now. */
  async request(turn) {
    const { conversation, settings } = this;
    return {
      model: await settings.model(), messages: conversation.messages(settings.system(), turn), stream: true,
      stream_options: { include_usage: true }, strip_tags: true, ...settings.numbers(), ...settings.form(),
    };
  }

  #take(turn, chunk, clock) {
    const delta = chunk.choices[0]?.delta ?? {};
    turn.text += delta.content ?? '';
    if (chunk.choices[0]?.evidence) {
      turn.evidence = chunk.choices[0].evidence;
      turn.regions = regionsOf(turn.evidence, this.conversation.pictures.length - 1);
      if (turn.regions.length) this.onBoxes(turn);
    } else if (delta.grounding) {
      turn.regions.push(...delta.grounding);
      this.onBoxes(turn);
    }
    if (chunk.usage) {
      const now = performance.now();
      turn.usage = { tokens: chunk.usage.completion_tokens, first: (clock.first - clock.asked) / 1000, rest: (now - clock.first) / 1000 };
    }
  }
}

/** The server never drops turns of a conversation that is too long for the model, so this page drops them, one by one. */
async function streamFitting(body, key, signal, onChunk) {
  try {
    await streamAnswer(body, key, signal, onChunk);
  } catch (error) {
    const messages = error.code === 'context_length_exceeded' ? shortened(body.messages) : null;
    if (!messages) throw error;
    await streamFitting({ ...body, messages }, key, signal, onChunk);
  }
}

function wording(error) {
  if (error instanceof Refusal) return error.status === 401 ? word('needKey') : error.message;
  return error instanceof Broken ? word('broken') : error.message;
}

/** Combines calls that are less than `millis` apart. */
function paced(millis, act) {
  let timer = null;
  return {
    call() { timer ??= setTimeout(() => { timer = null; act(); }, millis); },
    cancel() { clearTimeout(timer); },
  };
}
