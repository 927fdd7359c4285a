package io.github.qwenvl4j.junit;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.checkpoint.Checkpoint;
import io.github.qwenvl4j.checkpoint.JsonFields;
import io.github.qwenvl4j.checkpoint.ModelConfig;
import io.github.qwenvl4j.family.Family;
import io.github.qwenvl4j.family.ModelParts;
import io.github.qwenvl4j.model.VisionLanguageModel;
import io.github.qwenvl4j.nn.Weights;
import io.github.qwenvl4j.prompt.Part;
import io.github.qwenvl4j.prompt.layout.LaidOutTemplate;
import io.github.qwenvl4j.prompt.layout.PromptTemplate;
import io.github.qwenvl4j.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Models whose network reads its answers from a script. Brought to the table of families as a service. */
public final class ScriptedFamily implements Family {

    static final String MODEL_TYPE = "scripted";

    /** Writes a checkpoint of this family, whose one tensor nobody reads. */
    static void write(Path directory) throws IOException {
        String header = "{\"unused\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}";
        byte[] json = header.getBytes(StandardCharsets.US_ASCII);
        ByteBuffer file = ByteBuffer.allocate(8 + json.length + 8).order(ByteOrder.LITTLE_ENDIAN);
        file.putLong(json.length).put(json);
        Files.writeString(directory.resolve("config.json"), "{\"model_type\":\"" + MODEL_TYPE + "\"}");
        Files.writeString(directory.resolve("generation_config.json"), "{\"max_new_tokens\":4096}");
        Files.write(directory.resolve("model.safetensors"), file.array());
    }

    @Override
    public String modelType() {
        return MODEL_TYPE;
    }

    @Override
    public String models() {
        return "scripted models of tests";
    }

    @Override
    public ModelConfig config(JsonFields fields) {
        return new ScriptedConfig();
    }

    @Override
    public Tokenizer tokenizer(Checkpoint checkpoint) {
        return new ScriptedTokenizer();
    }

    @Override
    public ModelParts open(Checkpoint checkpoint, Weights weights) {
        Script script = Script.of(checkpoint.directory());
        if (script == null) {
            throw new QwenVlException(
                    QwenVlException.Kind.CHECKPOINT, checkpoint.directory() + ": no test has a script for this model");
        }
        ScriptedTokenizer tokenizer = new ScriptedTokenizer();
        PromptTemplate template =
                new LaidOutTemplate(new ScriptedLayout(tokenizer), true, true, Set.of(ScriptedTokenizer.END));
        return new ModelParts(
                new ScriptedNetwork(script, tokenizer),
                tokenizer,
                template,
                template,
                (text, honoured, pictures) -> List.of(new Part.Text(text)),
                new ScriptedText(tokenizer));
    }

    @Override
    public VisionLanguageModel network(ModelConfig config, Weights weights) {
        throw new QwenVlException(QwenVlException.Kind.UNSUPPORTED, "a scripted model has no network without a script");
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
