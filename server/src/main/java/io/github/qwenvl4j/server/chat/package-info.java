/** Between requests and the engine: prompts, pictures, sampling options, and answers as events. Independent of HTTP. */
package io.github.qwenvl4j.server.chat;
