package io.github.qwenvl4j.testing.fake;

import io.github.qwenvl4j.checkpoint.Checkpoint;
import io.github.qwenvl4j.checkpoint.JsonFields;
import io.github.qwenvl4j.checkpoint.ModelConfig;
import io.github.qwenvl4j.family.Family;
import io.github.qwenvl4j.family.ModelParts;
import io.github.qwenvl4j.model.VisionLanguageModel;
import io.github.qwenvl4j.nn.Weights;
import io.github.qwenvl4j.prompt.layout.PromptTemplate;
import io.github.qwenvl4j.tokenizer.Tokenizer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * A family that shares nothing with the real ones: 300 tokens, pictures of 3 and 7 rows in three levels, positions of three
 * coordinates, and a network of a few lines of Java. What a row gives depends on every row before it, on its picture's levels
 * and on its position, so that any row that is lost, doubled, misplaced or taken from another answer changes the text.
 * Brought to the table of families as a service.
 */
public final class FakeFamily implements Family {

    static final String MODEL_TYPE = "fake";

    /** Writes a checkpoint of this family, whose one tensor nobody reads. */
    public static Path write(Path directory) {
        String header = "{\"unused\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}";
        byte[] json = header.getBytes(StandardCharsets.US_ASCII);
        ByteBuffer file = ByteBuffer.allocate(8 + json.length + 8).order(ByteOrder.LITTLE_ENDIAN);
        file.putLong(json.length).put(json);
        try {
            Files.createDirectories(directory);
            Files.writeString(directory.resolve("config.json"), "{\"model_type\":\"fake\"}");
            Files.writeString(directory.resolve("generation_config.json"), "{\"max_new_tokens\":24}");
            Files.write(directory.resolve("model.safetensors"), file.array());
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String modelType() {
        return MODEL_TYPE;
    }

    @Override
    public String models() {
        return "models of the tests";
    }

    @Override
    public ModelConfig config(JsonFields fields) {
        return new FakeConfig();
    }

    @Override
    public Tokenizer tokenizer(Checkpoint checkpoint) {
        return new FakeTokenizer();
    }

    @Override
    public ModelParts open(Checkpoint checkpoint, Weights weights) {
        FakeTokenizer tokenizer = new FakeTokenizer();
        PromptTemplate template = new FakeLayout(true).template();
        PromptTemplate plain = new FakeLayout(false).template();
        return new ModelParts(
                new FakeNetwork(), tokenizer, template, plain, FakeLayout::parse, new FakeText(tokenizer));
    }

    @Override
    public VisionLanguageModel network(ModelConfig config, Weights weights) {
        return new FakeNetwork();
    }

    @Override
    public Map<String, ModelConfig> sizes() {
        return Map.of();
    }

    @Override
    public void writeMadeUpVocabulary(ModelConfig config, Path directory) {
        // The vocabulary needs no file.
    }
}
