package io.github.qwenvl4j.server.reply;

import io.github.qwenvl4j.Precision;
import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.checkpoint.ExpectedTensors;
import io.github.qwenvl4j.checkpoint.LanguageConfig;
import io.github.qwenvl4j.checkpoint.QwenVlConfig;
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

/** The served model in the format of Ollama's model information. Immutable and thread-safe. */
public final class OllamaCard {

    private static final String FAMILY = "qwen_vl";
    private static final String NEVER = "2999-12-31T23:59:59Z";

    private final String id;
    private final QwenVlConfig config;
    private final Precision precision;
    private final String since;

    /** @param since when it was loaded */
    public OllamaCard(String id, QwenVl model, Instant since) {
        this.id = id;
        this.config = model.internals().network().config();
        this.precision = model.internals().precision();
        this.since = since.toString();
    }

    public OllamaModels.Tags tags() {
        return new OllamaModels.Tags(List.of(new OllamaModels.Tag(id, id, since, size(), digest(), details())));
    }

    public OllamaModels.Running running() {
        return new OllamaModels.Running(
                List.of(new OllamaModels.Loaded(id, id, size(), digest(), details(), NEVER, 0, contextLength())));
    }

    public OllamaModels.Shown shown() {
        return new OllamaModels.Shown("", "", "", details(), info(), List.of("completion", "vision"), since);
    }

    private Map<String, Object> info() {
        LanguageConfig language = config.language();
        Map<String, Object> info = new LinkedHashMap<>();
        info.put("general.architecture", FAMILY);
        info.put("general.parameter_count", parameters());
        info.put(FAMILY + ".context_length", contextLength());
        info.put(FAMILY + ".embedding_length", language.hiddenSize());
        info.put(FAMILY + ".block_count", language.numHiddenLayers());
        info.put(FAMILY + ".attention.head_count", language.numAttentionHeads());
        info.put(FAMILY + ".vocab_size", language.vocabSize());
        info.put(FAMILY + ".vision.image_size", config.vision().imageSize());
        info.put(FAMILY + ".vision.block_count", config.vision().layers());
        return info;
    }

    private OllamaModels.Details details() {
        return new OllamaModels.Details(
                "",
                "safetensors",
                FAMILY,
                List.of(FAMILY),
                rounded(parameters()),
                precision.toString().toUpperCase(Locale.ROOT));
    }

    private int contextLength() {
        return config.language().maxPositionEmbeddings();
    }

    private long parameters() {
        return ExpectedTensors.of(config).parameters();
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
