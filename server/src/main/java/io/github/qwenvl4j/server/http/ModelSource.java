package io.github.qwenvl4j.server.http;

import io.github.qwenvl4j.QwenVl;
import java.util.function.Supplier;

/**
 * A model that a server can serve.
 *
 * @param name in the API
 * @param open opens it, each time that it is loaded; the server closes it
 * @param bytes of memory that it reserves, as far as that is known before it is loaded
 */
public record ModelSource(String name, Supplier<QwenVl> open, long bytes) {}
