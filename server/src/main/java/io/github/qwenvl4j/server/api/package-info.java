/** The messages on the wire as records: OpenAI's chat completions, Ollama's chat, errors; and their strict JSON. */
package io.github.qwenvl4j.server.api;
