// Talks to the server.

/** An error reply of the server, with its message. */
export class Refusal extends Error {
  constructor(status, message, code) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** The connection failed, or was lost before the answer was complete. */
export class Broken extends Error {}

const headers = key => ({ 'Content-Type': 'application/json', ...(key ? { Authorization: `Bearer ${key}` } : {}) });

async function request(path, key, options = {}) {
  const response = await fetch(path, { headers: headers(key), ...options }).catch(broken);
  if (response.ok) return response;
  const body = await response.json().catch(() => ({}));
  throw new Refusal(response.status, body.error?.message ?? response.statusText, body.error?.code);
}

function broken(error) {
  throw error.name === 'AbortError' ? error : new Broken(error.message);
}

/** The served models, {id, status}; the first one answers requests that name none. */
export async function models(key) {
  const response = await request('/v1/models', key);
  return (await response.json()).data;
}

/** The first pages of a PDF, drawn: {pages: of the whole, data: [{page, width, height, url}]}. */
export async function documentPages(document, count, key) {
  const response = await request('/v1/pages', key, { method: 'POST', body: JSON.stringify({ document, count }) });
  return response.json();
}

/** Streams an answer: calls `onChunk` with every chunk of the reply. */
export async function streamAnswer(body, key, signal, onChunk) {
  const response = await request('/v1/chat/completions', key, { method: 'POST', body: JSON.stringify(body), signal });
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let pending = '';
  let complete = false;
  for (let next = await reader.read().catch(broken); !next.done; next = await reader.read().catch(broken)) {
    const events = (pending + next.value).split('\n\n');
    pending = events.pop();
    for (const event of events) {
      if (event === 'data: [DONE]') complete = true;
      else if (event.startsWith('data: ')) onChunk(checked(JSON.parse(event.slice(6))));
    }
  }
  if (!complete) throw new Broken('the reply is incomplete');
}

function checked(chunk) {
  if (chunk.error) throw new Refusal(500, chunk.error.message);
  return chunk;
}
