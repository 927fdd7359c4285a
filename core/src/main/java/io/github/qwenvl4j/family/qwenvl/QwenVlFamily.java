package io.github.qwenvl4j.family.qwenvl;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.QwenVlException.Kind;
import io.github.qwenvl4j.checkpoint.Checkpoint;
import io.github.qwenvl4j.checkpoint.JsonFields;
import io.github.qwenvl4j.checkpoint.ModelConfig;
import io.github.qwenvl4j.family.Family;
import io.github.qwenvl4j.family.ModelParts;
import io.github.qwenvl4j.family.qwenvl.config.LanguageConfig;
import io.github.qwenvl4j.family.qwenvl.config.QwenVlConfig;
import io.github.qwenvl4j.family.qwenvl.config.VisionConfig;
import io.github.qwenvl4j.family.qwenvl.text.ChatMl;
import io.github.qwenvl4j.family.qwenvl.text.MadeUpRanks;
import io.github.qwenvl4j.family.qwenvl.text.PlainText;
import io.github.qwenvl4j.family.qwenvl.text.QwenTokenizer;
import io.github.qwenvl4j.family.qwenvl.text.QwenVlText;
import io.github.qwenvl4j.family.qwenvl.text.RawPrompt;
import io.github.qwenvl4j.model.VisionLanguageModel;
import io.github.qwenvl4j.nn.Weights;
import io.github.qwenvl4j.prompt.layout.PromptTemplate;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Qwen-VL, Qwen-VL-Chat, Qwen-VL-Chat-Int4, and models trained or packed from them. */
public final class QwenVlFamily implements Family {

    public static final String MODEL_TYPE = QwenVlConfig.MODEL_TYPE;

    private static final int PUBLISHED_QUERIES = 256;
    private static final String RANK_FILE = "qwen.tiktoken";

    private static Map<String, ModelConfig> measured() {
        return Map.of(
                "qwen-vl",
                size(
                        new LanguageConfig(
                                4096, 32, 32, 128, 22016, 151936, 1e-6, 10000, 1, 2048, 8192, true, true, true, false),
                        new VisionConfig(1664, 48, 16, 4.9231, 14, 448, 4096, 151857, 256)),
                "300m",
                size(
                        new LanguageConfig(
                                1024, 12, 16, 64, 5632, 32768, 1e-6, 10000, 1, 2048, 8192, true, true, true, false),
                        new VisionConfig(512, 12, 8, 4, 14, 448, 1024, 32000, 256)));
    }

    private static QwenVlConfig size(LanguageConfig language, VisionConfig vision) {
        return new QwenVlConfig(language, vision, Optional.empty(), "bfloat16");
    }

    @Override
    public String modelType() {
        return MODEL_TYPE;
    }

    @Override
    public String models() {
        return "Qwen-VL, Qwen-VL-Chat, Qwen-VL-Chat-Int4 and models trained or packed from them";
    }

    @Override
    public QwenVlConfig config(JsonFields fields) {
        boolean textOnly = !fields.has("visual") && fields.has("model_type") && fields.has("hidden_size");
        if (textOnly) {
            throw new QwenVlException(
                    Kind.UNSUPPORTED,
                    "is of a checkpoint of the first Qwen, which has no pictures; " + models() + " can be opened");
        }
        return QwenVlConfig.from(fields);
    }

    /**
     * The tokenizer's rank file.
     *
     * @throws QwenVlException when it is missing
     */
    public static Path rankFile(Checkpoint checkpoint) {
        Path file = checkpoint.directory().resolve(RANK_FILE);
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new QwenVlException(Kind.CHECKPOINT, file + ": the tokenizer's rank file is missing");
        }
        return file;
    }

    @Override
    public QwenTokenizer tokenizer(Checkpoint checkpoint) {
        return QwenTokenizer.load(
                rankFile(checkpoint), QwenVlConfig.of(checkpoint).vision().nQueries());
    }

    /** The tokenizer of a rank file alone, with picture spans of the published length. */
    public static QwenTokenizer publishedTokenizer(Path rankFile) {
        return QwenTokenizer.load(rankFile, PUBLISHED_QUERIES);
    }

    @Override
    public ModelParts open(Checkpoint checkpoint, Weights weights) {
        QwenVlConfig config = QwenVlConfig.of(checkpoint);
        QwenTokenizer tokenizer = tokenizer(checkpoint);
        requireFit(checkpoint, config, tokenizer);
        PlainText plain = new PlainText(tokenizer);
        PromptTemplate template = checkpoint.generation().chatFormat().equals("chatml") ? new ChatMl(tokenizer) : plain;
        return new ModelParts(
                new QwenVlModel(weights, config, tokenizer.size()),
                tokenizer,
                template,
                plain,
                RawPrompt::parse,
                new QwenVlText(tokenizer, checkpoint.generation().endIds(template.stopIds())));
    }

    /** A vocabulary of another model would give ids without a row, or call an image by another id. */
    private static void requireFit(Checkpoint checkpoint, QwenVlConfig config, QwenTokenizer tokenizer) {
        Path file = rankFile(checkpoint);
        int rows = config.language().vocabSize();
        if (tokenizer.size() > rows) {
            throw new QwenVlException(
                    Kind.CHECKPOINT,
                    file + ": has " + tokenizer.size()
                            + " tokens with the special ones, but config.json says vocab_size " + rows);
        }
        int image = config.vision().imageStartId();
        if (tokenizer.specials().imgStart() != image) {
            throw new QwenVlException(
                    Kind.CHECKPOINT,
                    file + ": <img> is token " + tokenizer.specials().imgStart()
                            + ", but config.json says visual.image_start_id " + image);
        }
    }

    @Override
    public VisionLanguageModel network(ModelConfig config, Weights weights) {
        QwenVlConfig own = (QwenVlConfig) config;
        return new QwenVlModel(weights, own, own.language().vocabSize());
    }

    @Override
    public Map<String, ModelConfig> sizes() {
        return measured();
    }

    @Override
    public void writeMadeUpVocabulary(ModelConfig config, Path directory) {
        MadeUpRanks.write(
                directory.resolve(RANK_FILE), ((QwenVlConfig) config).vision().imageStartId());
    }
}
