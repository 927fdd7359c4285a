// npm: ollama
import { Ollama } from 'ollama';
import { BASE, LONG, PICTURE, QUESTION, answered, feature, same, streamed, told } from './checks.mjs';

const client = new Ollama({ host: BASE });
const user = { role: 'user', content: QUESTION, images: [new Uint8Array(PICTURE)] };
const options = { temperature: 0 };
const ask = (messages, more) => client.chat({ model: 'pico', messages, options, ...more });

async function* pieces() {
  const parts = await ask([{ ...user, content: LONG }], { stream: true });
  for await (const part of parts) yield part.message.content;
}

async function turns() {
  const messages = [user];
  messages.push((await ask(messages)).message);
  messages.push({ role: 'user', content: 'And the circle?' });
  return answered((await ask(messages)).message.content);
}

async function models() {
  const shown = await client.show({ model: 'pico' });
  const [listed] = (await client.list()).models;
  const [running] = (await client.ps()).models;
  const { version } = await client.version();
  return `${shown.capabilities}, ${listed.details.parameter_size}, ${running.context_length} positions, ${version}`;
}

await feature('picture', async () => same((await ask([user])).message.content));
await feature('stream', () => streamed(pieces()));
await feature('turns', turns);
await feature('error', () => told(() => ask([user], { model: 'nope' })));
await feature('models', models);
