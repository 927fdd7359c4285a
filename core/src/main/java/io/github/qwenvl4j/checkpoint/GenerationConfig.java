package io.github.qwenvl4j.checkpoint;

import io.github.qwenvl4j.QwenVlException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/**
 * A checkpoint's {@code generation_config.json}: how it likes to be sampled. The file and every field may be absent;
 * {@link #DEFAULTS} says what holds then.
 *
 * @param chatFormat {@code chatml}, or {@code raw} for a base model
 * @param topK 0 is off
 * @param topP 1 is off
 * @param temperature 0 is greedy
 * @param repetitionPenalty 1 is off
 * @param maxWindowSize ids of a conversation that are kept
 */
public record GenerationConfig(
        String chatFormat,
        boolean doSample,
        int topK,
        double topP,
        double temperature,
        double repetitionPenalty,
        int maxNewTokens,
        OptionalInt eosTokenId,
        OptionalInt padTokenId,
        int maxWindowSize) {

    /** Raw prompts, greedy, top-k, top-p and repetition penalty off, 512 new tokens, a window of 6144 ids. */
    public static final GenerationConfig DEFAULTS =
            new GenerationConfig("raw", false, 0, 1, 1, 1, 512, OptionalInt.empty(), OptionalInt.empty(), 6144);

    private static final String EOS = "eos_token_id";
    private static final String PAD = "pad_token_id";

    public GenerationConfig {
        Check.that(Set.of("chatml", "raw").contains(chatFormat), "chat_format", chatFormat, "must be chatml or raw");
        Check.range("top_k", topK, 0, Integer.MAX_VALUE);
        Check.that(topP > 0 && topP <= 1, "top_p", topP, "must be above 0 and at most 1");
        Check.that(
                temperature >= 0 && !Double.isInfinite(temperature), "temperature", temperature, "must be at least 0");
        Check.positive("repetition_penalty", repetitionPenalty);
        Check.range("max_new_tokens", maxNewTokens, 1, Integer.MAX_VALUE);
        eosTokenId.ifPresent(id -> Check.range(EOS, id, 0, Integer.MAX_VALUE));
        padTokenId.ifPresent(id -> Check.range(PAD, id, 0, Integer.MAX_VALUE));
        Check.range("max_window_size", maxWindowSize, 1, Integer.MAX_VALUE);
    }

    /**
     * Reads {@code generation_config.json}, or gives {@link #DEFAULTS} where there is none.
     *
     * @throws QwenVlException naming the file and the senseless field
     */
    public static GenerationConfig read(Path generationConfigJson) {
        return Files.exists(generationConfigJson)
                ? JsonFile.read(generationConfigJson, GenerationConfig::from)
                : DEFAULTS;
    }

    /** The same for prompts of another form. */
    public GenerationConfig withChatFormat(String format) {
        return new GenerationConfig(
                format,
                doSample,
                topK,
                topP,
                temperature,
                repetitionPenalty,
                maxNewTokens,
                eosTokenId,
                padTokenId,
                maxWindowSize);
    }

    private static GenerationConfig from(JsonFields fields) {
        return new GenerationConfig(
                fields.text("chat_format", DEFAULTS.chatFormat),
                fields.bool("do_sample", DEFAULTS.doSample),
                fields.integer("top_k", DEFAULTS.topK),
                fields.number("top_p", DEFAULTS.topP),
                fields.number("temperature", DEFAULTS.temperature),
                fields.number("repetition_penalty", DEFAULTS.repetitionPenalty),
                fields.integer("max_new_tokens", DEFAULTS.maxNewTokens),
                optional(fields, EOS),
                optional(fields, PAD),
                fields.integer("max_window_size", DEFAULTS.maxWindowSize));
    }

    private static OptionalInt optional(JsonFields fields, String name) {
        return fields.has(name) ? OptionalInt.of(fields.integer(name)) : OptionalInt.empty();
    }

    /** Writes {@code generation_config.json}; an existing file is replaced. */
    public void write(Path generationConfigJson) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("chat_format", chatFormat);
        json.put("do_sample", doSample);
        json.put("top_k", topK);
        json.put("top_p", topP);
        json.put("temperature", temperature);
        json.put("repetition_penalty", repetitionPenalty);
        json.put("max_new_tokens", maxNewTokens);
        eosTokenId.ifPresent(id -> json.put(EOS, id));
        padTokenId.ifPresent(id -> json.put(PAD, id));
        json.put("max_window_size", maxWindowSize);
        JsonFile.write(generationConfigJson, json);
    }
}
