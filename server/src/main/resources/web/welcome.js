// The start page: example pictures with questions that suit the model.

import { element, make, say, textButton } from './dom.js';
import { readPicture } from './picture.js';
import { word } from './words.js';

const BUILT_IN = 'pico';
const EXAMPLES = ['things.png', 'scene.png', 'shapes.png', 'sign.png'];

export const isBuiltIn = model => model === BUILT_IN;

/** Suggested questions about the user's picture. */
export const questionsFor = model => word(isBuiltIn(model) ? 'pictureQuestions' : 'questions');

/** @param onAsk (question, picture) called when an example is chosen */
export function drawWelcome(model, onAsk) {
  element('about-model').hidden = !isBuiltIn(model);
  element('examples').replaceChildren(...EXAMPLES.map(name => {
    const questions = isBuiltIn(model) ? word('exampleQuestions')[name] : word('questions');
    const ask = question => async () => {
      try {
        onAsk(question, await example(name));
      } catch (error) {
        say(error.message);
      }
    };
    return make('li', {}, make('img', { src: `/web/${name}`, alt: word('exampleNames')[name] }),
      make('div', {}, ...questions.map(question => textButton(question, ask(question)))));
  }));
}

async function example(name) {
  const blob = await (await fetch(`/web/${name}`)).blob();
  return readPicture(new File([blob], name, { type: blob.type }));
}
