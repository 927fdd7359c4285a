// Talks to the server.

/** A refusal by the server, with its own words. */
export class Refusal extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

const headers = key => ({ 'Content-Type': 'application/json', ...(key ? { Authorization: `Bearer ${key}` } : {}) });

async function check(response) {
  if (response.ok) return response;
  const body = await response.json().catch(() => ({}));
  throw new Refusal(response.status, body.error?.message ?? response.statusText);
}

/** The name of the model that is served. */
export async function modelName(key) {
  const response = await check(await fetch('/v1/models', { headers: headers(key) }));
  return (await response.json()).data[0].id;
}

/** Streams an answer: every chunk of the reply goes to `onChunk`. */
export async function streamAnswer(request, key, signal, onChunk) {
  const response = await check(await fetch('/v1/chat/completions', {
    method: 'POST', headers: headers(key), body: JSON.stringify(request), signal,
  }));
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let pending = '';
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    const events = (pending + next.value).split('\n\n');
    pending = events.pop();
    for (const event of events) {
      if (!event.startsWith('data: ') || event === 'data: [DONE]') continue;
      const chunk = JSON.parse(event.slice(6));
      if (chunk.error) throw new Refusal(500, chunk.error.message);
      onChunk(chunk);
    }
  }
}
