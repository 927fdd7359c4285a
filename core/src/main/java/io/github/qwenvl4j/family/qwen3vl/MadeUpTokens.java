package io.github.qwenvl4j.family.qwen3vl;

import io.github.qwenvl4j.checkpoint.JsonFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A tokenizer of made-up tokens for checkpoints of random weights: every byte, then pairs and triples of bytes. */
final class MadeUpTokens {

    private static final int BYTES = 256;

    /** The published added tokens before and behind those that config.json names. */
    private static final List<String> ADDED = List.of(
            "<|endoftext|>",
            "<|im_start|>",
            "<|im_end|>",
            "<|object_ref_start|>",
            "<|object_ref_end|>",
            "<|box_start|>",
            "<|box_end|>",
            "<|quad_start|>",
            "<|quad_end|>",
            "<|vision_start|>",
            "<|vision_end|>",
            "<|vision_pad|>",
            "<|image_pad|>",
            "<|video_pad|>");

    private MadeUpTokens() {}

    static void write(Path directory, Qwen3VlConfig config) {
        int ordinary = config.imageToken() - ADDED.indexOf("<|image_pad|>");
        Map<String, Integer> vocabulary = new LinkedHashMap<>();
        List<List<String>> merges = new ArrayList<>();
        for (int value = 0; value < BYTES; value++) {
            vocabulary.put(ByteAlphabet.character(value), value);
        }
        for (int first = 0; vocabulary.size() < ordinary; first++) {
            String pair = ByteAlphabet.character(first / BYTES % BYTES) + ByteAlphabet.character(first % BYTES);
            String token = first < BYTES * BYTES ? pair : ByteAlphabet.character(first / BYTES / BYTES - 1) + pair;
            merges.add(List.of(token.substring(0, token.length() - 1), token.substring(token.length() - 1)));
            vocabulary.put(token, vocabulary.size());
        }
        List<Map<String, Object>> added = new ArrayList<>();
        ADDED.forEach(name -> added.add(Map.of("content", name, "id", ordinary + added.size())));
        JsonFile.write(
                directory.resolve("tokenizer.json"),
                Map.of("added_tokens", added, "model", Map.of("vocab", vocabulary, "merges", merges)));
    }
}
