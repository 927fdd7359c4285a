package io.github.qwenvl4j.family.qwen3vl;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.QwenVlException.Kind;
import io.github.qwenvl4j.checkpoint.Checkpoint;
import io.github.qwenvl4j.checkpoint.JsonFields;
import io.github.qwenvl4j.checkpoint.ModelConfig;
import io.github.qwenvl4j.family.Family;
import io.github.qwenvl4j.family.ModelParts;
import io.github.qwenvl4j.model.VisionLanguageModel;
import io.github.qwenvl4j.nn.Weights;
import io.github.qwenvl4j.prompt.layout.PromptTemplate;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Qwen3-VL, dense. */
public final class Qwen3VlFamily implements Family {

    private static Map<String, ModelConfig> published() {
        return Map.of(
                "qwen3-vl-2b", size(text(2048, 6144, 28, 16, true), tower(24, 1024, 4096, 2048, List.of(5, 11, 17))),
                "qwen3-vl-4b", size(text(2560, 9728, 36, 32, true), tower(24, 1024, 4096, 2560, List.of(5, 11, 17))),
                "qwen3-vl-8b", size(text(4096, 12288, 36, 32, false), tower(27, 1152, 4304, 4096, List.of(8, 16, 24))));
    }

    private static Qwen3VlConfig size(TextConfig text, TowerConfig tower) {
        return new Qwen3VlConfig(text, tower, 151655, 151656, 151652, 151653, Optional.empty());
    }

    private static TextConfig text(int hidden, int inner, int layers, int heads, boolean tied) {
        return new TextConfig(
                hidden,
                inner,
                layers,
                heads,
                8,
                128,
                151936,
                262144,
                1e-6,
                5e6,
                List.of(24, 20, 20),
                tied,
                Optional.empty());
    }

    private static TowerConfig tower(int depth, int hidden, int inner, int out, List<Integer> levels) {
        return new TowerConfig(depth, hidden, inner, 16, out, 2304, 16, 2, 2, levels);
    }

    @Override
    public String modelType() {
        return Qwen3VlConfig.MODEL_TYPE;
    }

    @Override
    public boolean goesByPixelBounds() {
        return true;
    }

    @Override
    public String models() {
        return "Qwen3-VL (2B, 4B, 8B)";
    }

    @Override
    public Qwen3VlConfig config(JsonFields fields) {
        return Qwen3VlConfig.from(fields);
    }

    @Override
    public Qwen3VlTokenizer tokenizer(Checkpoint checkpoint) {
        return new Qwen3VlTokenizer(Qwen3VlTokens.read(checkpoint.directory()));
    }

    @Override
    public ModelParts open(Checkpoint checkpoint, Weights weights) {
        Qwen3VlConfig config = Qwen3VlConfig.of(checkpoint);
        Qwen3VlTokenizer tokenizer = tokenizer(checkpoint);
        requireFit(checkpoint, config, tokenizer);
        PromptTemplate template = new Qwen3VlLayout(tokenizer, config, true).template();
        return new ModelParts(
                new Qwen3VlModel(
                        weights, config, PixelLimits.read(checkpoint.directory(), config.vision()), tokenizer.size()),
                tokenizer,
                template,
                new Qwen3VlLayout(tokenizer, config, false).template(),
                RawPictures::parse,
                new Qwen3VlText(tokenizer, checkpoint.generation().endIds(template.stopIds())));
    }

    /** A vocabulary of another model would give ids without a row, or call a picture by another id. */
    private static void requireFit(Checkpoint checkpoint, Qwen3VlConfig config, Qwen3VlTokenizer tokenizer) {
        int rows = config.text().vocabSize();
        if (tokenizer.size() > rows) {
            throw new QwenVlException(
                    Kind.CHECKPOINT,
                    checkpoint.directory() + ": the tokenizer has " + tokenizer.size()
                            + " tokens, but config.json says text_config.vocab_size " + rows);
        }
        requireId("image_token_id", config.imageToken(), "<|image_pad|>", checkpoint, tokenizer);
        requireId("vision_start_token_id", config.visionStart(), "<|vision_start|>", checkpoint, tokenizer);
        requireId("vision_end_token_id", config.visionEnd(), "<|vision_end|>", checkpoint, tokenizer);
    }

    private static void requireId(
            String field, int id, String token, Checkpoint checkpoint, Qwen3VlTokenizer tokenizer) {
        if (tokenizer.id(token) != id) {
            throw new QwenVlException(
                    Kind.CHECKPOINT,
                    checkpoint.directory() + ": " + token + " is token " + tokenizer.id(token)
                            + " of the tokenizer, but config.json says " + field + " " + id);
        }
    }

    @Override
    public VisionLanguageModel network(ModelConfig config, Weights weights) {
        Qwen3VlConfig own = (Qwen3VlConfig) config;
        return new Qwen3VlModel(
                weights, own, PixelLimits.standard(own.vision()), own.text().vocabSize());
    }

    @Override
    public Map<String, ModelConfig> sizes() {
        return published();
    }

    @Override
    public void writeMadeUpVocabulary(ModelConfig config, Path directory) {
        MadeUpTokens.write(directory, (Qwen3VlConfig) config);
    }
}
