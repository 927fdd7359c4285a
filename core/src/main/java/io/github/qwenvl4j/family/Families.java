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
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

    private static final List<Family> OWN = List.of(new QwenVlFamily(), new Qwen3VlFamily());

    /** Looked for once they are asked for: that opens every jar of the class path. */
    private static final class Brought {

        static final List<Family> ALL = ServiceLoader.load(Family.class, Families.class.getClassLoader()).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
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
        return find(config.modelType()).orElseThrow();
    }

    /** Sizes that can be measured with random weights, by name. */
    public static Map<String, ModelConfig> sizes() {
        Map<String, ModelConfig> sizes = new TreeMap<>();
        all().forEach(family -> sizes.putAll(family.sizes()));
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
        Optional<Family> family = find(type);
        if (family.isEmpty()) {
            String models = all().map(Family::models).collect(Collectors.joining(", "));
            throw new QwenVlException(
                    Kind.UNSUPPORTED, "is of " + ForeignModel.name(type) + "; " + models + " can be opened");
        }
        return family.get().config(fields);
    }

    private static Optional<Family> find(String type) {
        Optional<Family> own = find(type, OWN);
        return own.isPresent() ? own : find(type, Brought.ALL);
    }

    private static Optional<Family> find(String type, List<Family> families) {
        for (Family family : families) {
            if (family.modelType().equals(type)) {
                return Optional.of(family);
            }
        }
        return Optional.empty();
    }

    private static Stream<Family> all() {
        return Stream.concat(OWN.stream(), Brought.ALL.stream());
    }
}
