package io.github.qwenvl4j.checkpoint;

import io.github.qwenvl4j.QwenVlException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.LoggerFactory;

/**
 * A checkpoint's {@code generation_config.json}: sampling defaults and stop conditions. The file and every field may be
 * absent; then {@link #DEFAULTS} apply.
 *
 * @param chatFormat {@code chatml}, or {@code raw} for a base model
 * @param topK 0 is off
 * @param topP 1 is off
 * @param temperature 0 is greedy
 * @param repetitionPenalty 1 is off
 * @param eosTokenIds ids that end an answer, in addition to those of the prompt format
 * @param stopWordsIds sequences of ids that end an answer
 * @param maxWindowSize upper bound, in ids, on the part of a conversation before the last question
 */
public record GenerationConfig(
        String chatFormat,
        boolean doSample,
        int topK,
        double topP,
        double temperature,
        double repetitionPenalty,
        int maxNewTokens,
        List<Integer> eosTokenIds,
        List<List<Integer>> stopWordsIds,
        OptionalInt padTokenId,
        int maxWindowSize) {

    /** Raw prompts, greedy, top-k, top-p and repetition penalty off, 512 new tokens, a window of 6144 ids. */
    public static final GenerationConfig DEFAULTS =
            new GenerationConfig("raw", false, 0, 1, 1, 1, 512, List.of(), List.of(), OptionalInt.empty(), 6144);

    private static final String EOS = "eos_token_id";
    private static final String STOP_WORDS = "stop_words_ids";
    private static final String PAD = "pad_token_id";

    public GenerationConfig {
        Check.that(Set.of("chatml", "raw").contains(chatFormat), "chat_format", chatFormat, "must be chatml or raw");
        Check.range("top_k", topK, 0, Integer.MAX_VALUE);
        Check.that(topP > 0 && topP <= 1, "top_p", topP, "must be above 0 and at most 1");
        Check.that(
                temperature >= 0 && !Double.isInfinite(temperature), "temperature", temperature, "must be at least 0");
        Check.positive("repetition_penalty", repetitionPenalty);
        Check.range("max_new_tokens", maxNewTokens, 1, Integer.MAX_VALUE);
        eosTokenIds = List.copyOf(eosTokenIds);
        checkIds(EOS, eosTokenIds);
        stopWordsIds = stopWordsIds.stream().map(List::copyOf).toList();
        for (List<Integer> word : stopWordsIds) {
            Check.that(!word.isEmpty(), STOP_WORDS, word, "must name at least one id each");
            checkIds(STOP_WORDS, word);
        }
        Check.range(PAD, padTokenId.orElse(0), 0, Integer.MAX_VALUE);
        Check.range("max_window_size", maxWindowSize, 1, Integer.MAX_VALUE);
    }

    private static void checkIds(String field, List<Integer> ids) {
        for (int id : ids) {
            Check.range(field, id, 0, Integer.MAX_VALUE);
        }
    }

    /**
     * Reads {@code generation_config.json}. If there is none, uses {@link #DEFAULTS}, with ChatML if the path contains
     * "chat", as the paths of the published chat models do, and logs a warning.
     *
     * @throws QwenVlException naming the file and the invalid field
     */
    public static GenerationConfig read(Path generationConfigJson) {
        if (Files.exists(generationConfigJson, LinkOption.NOFOLLOW_LINKS)) {
            return read(generationConfigJson, DEFAULTS);
        }
        String path = generationConfigJson.toAbsolutePath().normalize().toString();
        boolean chat = path.toLowerCase(Locale.ROOT).contains("chat");
        LoggerFactory.getLogger(GenerationConfig.class)
                .warn(
                        "{} is missing: prompts are {}; a file with {\"chat_format\": \"chatml\"} or \"raw\" chooses",
                        path,
                        chat ? "in ChatML, since the path has 'chat' in it" : "raw, as for a base model");
        return chat ? DEFAULTS.withChatFormat("chatml") : DEFAULTS;
    }

    /**
     * Reads {@code generation_config.json}, which may be absent.
     *
     * @param absent what holds for fields that are not there
     * @throws QwenVlException naming the file and the invalid field
     */
    public static GenerationConfig read(Path generationConfigJson, GenerationConfig absent) {
        return Files.exists(generationConfigJson, LinkOption.NOFOLLOW_LINKS)
                ? JsonFile.read(generationConfigJson, fields -> from(fields, absent))
                : absent;
    }

    /** The same with another prompt format. */
    public GenerationConfig withChatFormat(String format) {
        return new GenerationConfig(
                format,
                doSample,
                topK,
                topP,
                temperature,
                repetitionPenalty,
                maxNewTokens,
                eosTokenIds,
                stopWordsIds,
                padTokenId,
                maxWindowSize);
    }

    private static GenerationConfig from(JsonFields fields, GenerationConfig absent) {
        return new GenerationConfig(
                fields.text("chat_format", absent.chatFormat),
                fields.bool("do_sample", absent.doSample),
                fields.integer("top_k", absent.topK),
                fields.number("top_p", absent.topP),
                fields.number("temperature", absent.temperature),
                fields.number("repetition_penalty", absent.repetitionPenalty),
                fields.integer("max_new_tokens", absent.maxNewTokens),
                fields.anyIntegers(EOS),
                fields.integerLists(STOP_WORDS),
                optional(fields, PAD),
                fields.integer("max_window_size", absent.maxWindowSize));
    }

    private static OptionalInt optional(JsonFields fields, String name) {
        return fields.has(name) ? OptionalInt.of(fields.integer(name)) : OptionalInt.empty();
    }

    /** What ends an answer. @param marks the ids that end one in the prompt's form */
    public Set<Integer> endIds(Set<Integer> marks) {
        Set<Integer> ids = new TreeSet<>(marks);
        ids.addAll(eosTokenIds);
        stopWordsIds.stream().filter(word -> word.size() == 1).forEach(ids::addAll);
        return Collections.unmodifiableSet(ids);
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
        if (!eosTokenIds.isEmpty()) {
            json.put(EOS, eosTokenIds.size() == 1 ? eosTokenIds.get(0) : eosTokenIds);
        }
        if (!stopWordsIds.isEmpty()) {
            json.put(STOP_WORDS, stopWordsIds);
        }
        padTokenId.ifPresent(id -> json.put(PAD, id));
        json.put("max_window_size", maxWindowSize);
        JsonFile.write(generationConfigJson, json);
    }
}
