package io.github.qwenvl4j.family;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.QwenVlException.Kind;
import io.github.qwenvl4j.checkpoint.Checkpoint;
import io.github.qwenvl4j.checkpoint.JsonFields;
import io.github.qwenvl4j.checkpoint.ModelConfig;
import io.github.qwenvl4j.family.qwen3vl.Qwen3VlFamily;
import io.github.qwenvl4j.family.qwenvl.QwenVlFamily;
import io.github.qwenvl4j.tokenizer.Tokenizer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The one table of model families, by the {@code model_type} of {@code config.json}: those of this library, and those that
 * a program brings as services.
 */
public final class Families {

    /** A {@code config.json} without {@code model_type} is one of the oldest. */
    private static final String OLDEST = QwenVlFamily.MODEL_TYPE;

    private static final Map<String, Family> TABLE = new LinkedHashMap<>();

    static {
        Stream.concat(
                        Stream.of(new QwenVlFamily(), new Qwen3VlFamily()),
                        ServiceLoader.load(Family.class, Families.class.getClassLoader()).stream()
                                .map(ServiceLoader.Provider::get))
                .forEach(family -> TABLE.putIfAbsent(family.modelType(), family));
    }

    private Families() {}

    /**
     * Opens a checkpoint directory for reading.
     *
     * @throws QwenVlException naming the file and what is wrong with it, or the model when it cannot be opened
     */
    public static Checkpoint open(Path directory) {
        return Checkpoint.open(directory, Families::config);
    }

    /** The family of a checkpoint. */
    public static Family of(ModelConfig config) {
        return TABLE.get(config.modelType());
    }

    /** Sizes that can be measured with random weights, by name. */
    public static Map<String, ModelConfig> sizes() {
        Map<String, ModelConfig> sizes = new TreeMap<>();
        TABLE.values().forEach(family -> sizes.putAll(family.sizes()));
        return sizes;
    }

    /** The tokenizer of a checkpoint. */
    public static Tokenizer tokenizer(Checkpoint checkpoint) {
        return of(checkpoint.config()).tokenizer(checkpoint);
    }

    /** The tokenizer that a {@code qwen.tiktoken} alone makes, with picture spans as published. */
    public static Tokenizer tokenizer(Path rankFile) {
        return QwenVlFamily.publishedTokenizer(rankFile);
    }

    private static ModelConfig config(JsonFields fields) {
        String type = fields.text("model_type", OLDEST);
        Family family = TABLE.get(type);
        if (family == null) {
            String models = TABLE.values().stream().map(Family::models).collect(Collectors.joining(", "));
            throw new QwenVlException(
                    Kind.UNSUPPORTED, "is of " + ForeignModel.name(type) + "; " + models + " can be opened");
        }
        return family.config(fields);
    }
}
