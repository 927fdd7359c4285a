package io.github.qwenvl4j.server.http;

import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.adapter.AdapterFolder;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Supplier;

/**
 * A model that a server can serve.
 *
 * @param name in the API
 * @param open opens it, each time that it is loaded; the server closes it
 * @param bytes of memory that it reserves, as far as that is known before it is loaded
 * @param adapters folders of adapters that are served beside it, by their names in the API
 */
public record ModelSource(String name, Supplier<QwenVl> open, long bytes, Map<String, Path> adapters) {

    /** A model without adapters. */
    public ModelSource(String name, Supplier<QwenVl> open, long bytes) {
        this(name, open, bytes, Map.of());
    }

    /** The memory of the model with these adapters beside it. */
    long bytesWith(Map<String, Path> beside) {
        return bytes + beside.values().stream().mapToLong(AdapterFolder::bytes).sum();
    }
}
