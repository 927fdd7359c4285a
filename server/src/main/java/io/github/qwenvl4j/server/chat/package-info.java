/** From a request to the engine and back: prompts, pictures, sampling rules, and answers as events. Knows no HTTP. */
package io.github.qwenvl4j.server.chat;
