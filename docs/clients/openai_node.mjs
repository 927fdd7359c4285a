// npm: openai
import OpenAI from 'openai';
import { BASE, DATA_URL, LONG, QUESTION, SCHEMA, answered, called, feature, same, streamed, told, toolFeature } from './checks.mjs';

const client = new OpenAI({ baseURL: BASE + '/v1', apiKey: 'none', maxRetries: 0 });
const image = { type: 'image_url', image_url: { url: DATA_URL } };
const text = { type: 'text', text: QUESTION };
const ask = (messages, more) =>
  client.chat.completions.create({ model: 'pico', temperature: 0, messages, ...more });
const user = (...content) => [{ role: 'user', content }];

async function* pieces() {
  const chunks = await ask(user(image, { type: 'text', text: LONG }), { stream: true });
  for await (const chunk of chunks) yield chunk.choices[0]?.delta?.content;
}

async function turns() {
  const messages = user(image, text);
  messages.push((await ask(messages)).choices[0].message);
  messages.push({ role: 'user', content: 'And the circle?' });
  return answered((await ask(messages)).choices[0].message.content);
}

async function tools() {
  const runner = client.chat.completions.stream({
    model: 'tools',
    messages: [{ role: 'user', content: 'What is the weather in Paris?' }],
    tools: [{ type: 'function', function: { name: 'weather', description: 'of a city', parameters: SCHEMA } }],
    tool_choice: 'required',
    parallel_tool_calls: false,
    max_tokens: 300,
  });
  const call = (await runner.finalChatCompletion()).choices[0].message.tool_calls[0].function;
  return called(call.name, JSON.parse(call.arguments));
}

await toolFeature('tools streamed', tools);
await feature('picture', async () => same((await ask(user(image, text))).choices[0].message.content));
await feature('text first', async () => same((await ask(user(text, image))).choices[0].message.content));
await feature('stream', () => streamed(pieces()));
await feature('turns', turns);
await feature('error', () => told(() => ask(user(text), { model: 'nope' })));
