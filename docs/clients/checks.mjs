// Runs the features of one client and prints a line for each: FEATURE|ok or FAILED|what was seen.
import { readFileSync } from 'node:fs';

export const BASE = process.env.QWENVL_SERVER; // http://127.0.0.1:PORT
export const PICTURE = readFileSync(process.env.QWENVL_PICTURE);
export const BASE64 = PICTURE.toString('base64');
export const DATA_URL = 'data:image/png;base64,' + BASE64;
export const QUESTION = 'Where is the red heart?';
export const LONG = 'Describe the image with grounding.';
const EXPECTED = process.env.QWENVL_EXPECTED; // what curl was answered, the picture first

// What the model with tools is asked to call; it knows no other cities.
export const SCHEMA = {
  type: 'object',
  properties: { city: { enum: ['Paris', 'Lima'] }, days: { type: 'integer', minimum: 1, maximum: 7 } },
  required: ['city', 'days'],
  additionalProperties: false,
};

// A call must be of the tool, and its arguments must fit.
export function called(name, values) {
  const fits = name === 'weather' && ['Paris', 'Lima'].includes(values.city) && values.days >= 1 && values.days <= 7;
  if (!fits) throw new Error(`${name}(${JSON.stringify(values)})`);
  return `${name}(${JSON.stringify(values)})`;
}

export async function toolFeature(name, check) {
  if (process.env.QWENVL_TOOLS_MODEL) await feature(name, check);
}

export async function feature(name, check) {
  try {
    console.log(`${name}|ok|${await check()}`);
  } catch (e) {
    console.log(`${name}|FAILED|${e.name}: ${e.message.slice(0, 300)}`.replaceAll('\n', ' '));
  }
}

export function same(text) {
  if (text !== EXPECTED) throw new Error(`${text} is not ${EXPECTED}`);
  return text;
}

export function answered(text) {
  if (!text) throw new Error('an empty answer');
  return text;
}

// Texts as they come: many, and apart from each other; what was held back somewhere comes all at once.
export async function streamed(pieces) {
  const times = [];
  const start = performance.now();
  for await (const piece of pieces) if (piece) times.push(performance.now() - start);
  const spread = times.at(-1) - times[0];
  if (times.length < 20) throw new Error(`${times.length} pieces`);
  if (spread < times.length) throw new Error(`${times.length} pieces within ${spread | 0} ms`);
  return `${times.length} pieces, first ${times[0] | 0} ms, last ${times.at(-1) | 0} ms`;
}

// The error that a client shows must say which model there is.
export async function told(call) {
  try {
    await call();
  } catch (e) {
    if (!e.message.includes('serves pico')) throw new Error('shown: ' + e.message);
    return e.message.slice(0, 160);
  }
  throw new Error('no error');
}
