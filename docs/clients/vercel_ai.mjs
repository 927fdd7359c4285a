// npm: ai @ai-sdk/openai-compatible
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { generateText, streamText } from 'ai';
import { BASE, LONG, PICTURE, QUESTION, answered, feature, same, streamed, told } from './checks.mjs';

const provider = createOpenAICompatible({ name: 'qwenvl4j', baseURL: BASE + '/v1', includeUsage: true });
const image = { type: 'image', image: PICTURE };
const text = { type: 'text', text: QUESTION };
const user = (...content) => [{ role: 'user', content }];
const ask = (messages, model = 'pico') =>
  generateText({ model: provider(model), messages, temperature: 0, maxRetries: 0 });

async function turns() {
  const messages = user(image, text);
  messages.push(...(await ask(messages)).response.messages);
  messages.push({ role: 'user', content: 'And the circle?' });
  return answered((await ask(messages)).text);
}

await feature('picture', async () => same((await ask(user(image, text))).text));
await feature('text first', async () => same((await ask(user(text, image))).text));
await feature('stream', () =>
  streamed(
    streamText({
      model: provider('pico'),
      messages: user(image, { type: 'text', text: LONG }),
      temperature: 0,
    }).textStream));
await feature('turns', turns);
await feature('error', () => told(() => ask(user(text), 'nope')));
