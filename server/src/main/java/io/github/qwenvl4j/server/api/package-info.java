/** Requests and replies as records: OpenAI's chat completions, Ollama's chat, errors; and strict JSON parsing. */
package io.github.qwenvl4j.server.api;
