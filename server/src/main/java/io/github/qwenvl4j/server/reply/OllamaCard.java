package io.github.qwenvl4j.server.reply;

import io.github.qwenvl4j.Precision;
import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.checkpoint.ModelConfig;
import io.github.qwenvl4j.checkpoint.ModelShape;
import io.github.qwenvl4j.server.api.ModelList;
import io.github.qwenvl4j.server.api.OllamaModels;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The served model in the format of Ollama's model information. Immutable and thread-safe. */
public final class OllamaCard {

    private static final String NEVER = "2999-12-31T23:59:59Z";

    private final String id;
    private final ModelConfig config;
    private final Precision precision;
    private final boolean tools;
    private final String since;

    /** @param since when it was loaded */
    public OllamaCard(String id, QwenVl model, Instant since) {
        this.id = id;
        this.config = model.internals().config();
        this.precision = model.internals().precision();
        this.tools = model.internals().prompts().template().takesTools();
        this.since = since.toString();
    }

    public OllamaModels.Tag tag() {
        return new OllamaModels.Tag(id, id, since, size(), digest(), details());
    }

    /** @param leaves when it leaves memory; absent where it stays */
    public OllamaModels.Loaded loaded(Optional<Instant> leaves) {
        String expires = leaves.map(Instant::toString).orElse(NEVER);
        return new OllamaModels.Loaded(id, id, size(), digest(), details(), expires, 0, contextLength());
    }

    public OllamaModels.Shown shown() {
        return new OllamaModels.Shown("", "", "", details(), info(), ModelList.capabilities(tools), since);
    }

    private Map<String, Object> info() {
        ModelShape shape = config.shape();
        String family = family();
        Map<String, Object> info = new LinkedHashMap<>();
        info.put("general.architecture", family);
        info.put("general.parameter_count", parameters());
        info.put(family + ".context_length", contextLength());
        info.put(family + ".embedding_length", shape.hidden());
        info.put(family + ".block_count", shape.layers());
        info.put(family + ".attention.head_count", shape.heads());
        info.put(family + ".attention.head_count_kv", shape.kvHeads());
        info.put(family + ".vocab_size", shape.vocabulary());
        shape.imageSize().ifPresent(size -> info.put(family + ".vision.image_size", size));
        info.put(family + ".vision.block_count", shape.visionLayers());
        return info;
    }

    /** A model that was not loaded yet: only its name and the size of its files are known. */
    public static OllamaModels.Tag unknown(String name, long bytes) {
        OllamaModels.Details details = new OllamaModels.Details("", "safetensors", "", List.of(), "", "");
        return new OllamaModels.Tag(name, name, Instant.EPOCH.toString(), bytes, "", details);
    }

    private OllamaModels.Details details() {
        return new OllamaModels.Details(
                "",
                "safetensors",
                family(),
                List.of(family()),
                rounded(parameters()),
                precision.toString().toUpperCase(Locale.ROOT));
    }

    private String family() {
        return config.architecture();
    }

    private int contextLength() {
        return config.shape().positions();
    }

    private long parameters() {
        return config.tensors().parameters();
    }

    private long size() {
        return precision.bytes(parameters());
    }

    private String digest() {
        try {
            byte[] said = (id + config + precision).getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(said));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static String rounded(long parameters) {
        return parameters < 1_000_000_000
                ? String.format(Locale.ROOT, "%.1fM", parameters / 1e6)
                : String.format(Locale.ROOT, "%.1fB", parameters / 1e9);
    }
}
