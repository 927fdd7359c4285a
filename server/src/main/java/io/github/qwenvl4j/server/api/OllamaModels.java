package io.github.qwenvl4j.server.api;

import java.util.List;
import java.util.Map;

/** Model information in Ollama's API. */
public final class OllamaModels {

    private OllamaModels() {}

    /** The reply of {@code /api/tags}. */
    public record Tags(List<Tag> models) {}

    /**
     * @param size approximate size of the weights in memory
     * @param digest depends on name, shape and precision of the model, not on its weights
     */
    public record Tag(String name, String model, String modifiedAt, long size, String digest, Details details) {}

    /** The reply of {@code /api/ps}: the models in memory. */
    public record Running(List<Loaded> models) {}

    /** @param expiresAt when it leaves memory unless it is used before; far in the future where it stays */
    public record Loaded(
            String name,
            String model,
            long size,
            String digest,
            Details details,
            String expiresAt,
            long sizeVram,
            int contextLength) {}

    public record Details(
            String parentModel,
            String format,
            String family,
            List<String> families,
            String parameterSize,
            String quantizationLevel) {}

    /** The reply of {@code /api/show}, generated without an Ollama model file or template. */
    public record Shown(
            String modelfile,
            String parameters,
            String template,
            Details details,
            Map<String, Object> modelInfo,
            List<String> capabilities,
            String modifiedAt) {}

    public record Version(String version) {}
}
