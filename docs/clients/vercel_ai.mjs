// npm: ai @ai-sdk/openai-compatible zod
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { generateObject, generateText, streamText, tool } from 'ai';
import { z } from 'zod';
import { BASE, LONG, PICTURE, QUESTION, answered, called, feature, same, streamed, told, toolFeature } from './checks.mjs';

const provider = createOpenAICompatible({
  name: 'qwenvl4j',
  baseURL: BASE + '/v1',
  includeUsage: true,
  supportsStructuredOutputs: true,
});
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

async function object() {
  const schema = z.object({ color: z.enum(['red', 'blue']), corners: z.number().int().min(0).max(9) });
  const shape = await generateObject({ model: provider('pico'), messages: user(image, text), schema, maxRetries: 0 });
  return JSON.stringify(shape.object);
}

async function tools() {
  const weather = tool({
    description: 'of a city',
    inputSchema: z.object({ city: z.enum(['Paris', 'Lima']), days: z.number().int().min(1).max(7) }),
    execute: async () => 'rain',
  });
  const run = streamText({
    model: provider('tools'),
    prompt: 'What is the weather in Paris?',
    tools: { weather },
    toolChoice: 'required',
    maxOutputTokens: 300,
    maxRetries: 0,
  });
  let pieces = 0;
  for await (const part of run.fullStream) {
    if (part.type === 'error') throw part.error;
    if (part.type === 'tool-input-delta') pieces++;
  }
  const [call] = await run.toolCalls;
  const [result] = await run.toolResults;
  if (result.output !== 'rain' || pieces < 4) throw new Error(`${JSON.stringify(result)}, ${pieces} pieces`);
  return called(call.toolName, call.input);
}

await feature('object', object);
await toolFeature('tools streamed', tools);
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
