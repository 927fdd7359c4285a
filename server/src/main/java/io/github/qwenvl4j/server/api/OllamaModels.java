package io.github.qwenvl4j.server.api;

import java.util.List;
import java.util.Map;

/** What Ollama's API tells of models. */
public final class OllamaModels {

    private OllamaModels() {}

    /** What {@code /api/tags} lists. */
    public record Tags(List<Tag> models) {}

    /**
     * @param size bytes of the weights as they are in memory, about
     * @param digest tells models of other names, shapes or precisions apart; the weights do not count
     */
    public record Tag(String name, String model, String modifiedAt, long size, String digest, Details details) {}

    /** What {@code /api/ps} lists: the models in memory. */
    public record Running(List<Loaded> models) {}

    /** @param expiresAt when the model leaves memory, which is never */
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

    /** What {@code /api/show} tells. Nothing here comes from a model file or a template of Ollama's. */
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
