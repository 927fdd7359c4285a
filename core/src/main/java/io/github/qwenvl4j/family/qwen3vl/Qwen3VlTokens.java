package io.github.qwenvl4j.family.qwen3vl;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.QwenVlException.Kind;
import io.github.qwenvl4j.checkpoint.JsonFields;
import io.github.qwenvl4j.checkpoint.JsonFile;
import io.github.qwenvl4j.file.FileProblem;
import io.github.qwenvl4j.tokenizer.TokenRanks;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The tokens of a checkpoint folder: {@code tokenizer.json}, or {@code vocab.json} with {@code merges.txt} and the added
 * tokens of {@code tokenizer_config.json}.
 *
 * <p>Merging pairs in the order of the merges is the same as merging by rank (the lower id first) where the ids of merged
 * tokens rise with the merges, which is checked.
 *
 * @param tokens the bytes of every ordinary token, by id
 * @param added ids of the added tokens by their text, in the order of the ids, which follow the ordinary ones
 */
record Qwen3VlTokens(byte[][] tokens, Map<String, Integer> added) {

    static Qwen3VlTokens read(Path folder) {
        Path tokenizer = folder.resolve("tokenizer.json");
        if (Files.isRegularFile(tokenizer)) {
            return JsonFile.read(tokenizer, Qwen3VlTokens::whole);
        }
        Path vocab = folder.resolve("vocab.json");
        Map<String, Integer> ids = JsonFile.read(vocab, JsonFields::wholeNumbers);
        Path config = folder.resolve("tokenizer_config.json");
        Map<String, Integer> added = JsonFile.read(config, Qwen3VlTokens::addedByConfig);
        return of(vocab.getFileName().toString(), ids, merges(folder.resolve("merges.txt")), added);
    }

    private static Qwen3VlTokens whole(JsonFields fields) {
        JsonFields model = fields.object("model");
        Map<String, Integer> added = new LinkedHashMap<>();
        fields.objects("added_tokens").forEach(token -> added.put(token.text("content"), token.integer("id")));
        List<List<String>> merges = model.pairs("merges");
        return of("model.vocab", model.object("vocab").wholeNumbers(), merges, added);
    }

    private static Map<String, Integer> addedByConfig(JsonFields fields) {
        Map<String, Integer> added = new LinkedHashMap<>();
        JsonFields decoder = fields.object("added_tokens_decoder");
        decoder.names().forEach(id -> {
            require(id.matches("\\d{1,9}"), "added_tokens_decoder." + id + " must be the id of a token");
            added.put(decoder.object(id).text("content"), Integer.parseInt(id));
        });
        return added;
    }

    private static List<List<String>> merges(Path file) {
        try {
            List<List<String>> merges = new ArrayList<>();
            for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
                if (!line.isBlank() && !line.startsWith("#version")) {
                    List<String> pair = List.of(line.split(" ", 2));
                    require(pair.size() == 2, file + ": a merge must be two tokens with a blank between them");
                    merges.add(pair);
                }
            }
            return merges;
        } catch (IOException e) {
            throw FileProblem.reading(file, e);
        }
    }

    private static Qwen3VlTokens of(
            String where, Map<String, Integer> ids, List<List<String>> merges, Map<String, Integer> added) {
        byte[][] tokens = new byte[ids.size()][];
        ids.forEach((text, id) -> {
            require(id >= 0 && id < tokens.length && tokens[id] == null, where + ": ids must be 0 to n - 1, each once");
            tokens[id] = ByteAlphabet.bytes(text);
        });
        int last = -1;
        for (List<String> pair : merges) {
            Integer merged = ids.get(String.join("", pair));
            require(merged != null, "merges: " + String.join(" ", pair) + " makes a token that the vocabulary lacks");
            require(merged > last, "merges: they must be in the order of the ids of the tokens they make");
            last = merged;
        }
        Map<String, Integer> ordered = new LinkedHashMap<>();
        added.entrySet().stream()
                .sorted(Map.Entry.comparingByValue())
                .forEach(e -> ordered.put(e.getKey(), e.getValue()));
        int next = tokens.length;
        for (int id : ordered.values()) {
            require(id == next++, "added tokens: their ids must follow those of the vocabulary without a gap");
        }
        int missing = TokenRanks.missingByte(tokens);
        require(missing < 0, where + ": it has no token for the single byte 0x%02x".formatted(missing));
        return new Qwen3VlTokens(tokens, ordered);
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new QwenVlException(Kind.CHECKPOINT, what);
        }
    }

    /** How many ids name a token. */
    int size() {
        return tokens.length + added.size();
    }

    /** The id of an added token. */
    Optional<Integer> id(String name) {
        return Optional.ofNullable(added.get(name));
    }
}
