package io.github.qwenvl4j.family.qwen3vl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.prompt.SpecialsHonoured;
import io.github.qwenvl4j.testing.Fixtures;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ids of strings against the reference, with the tiny vocabularies in all their spellings and with the published one. */
class TokenizerGoldenTest {

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
            "<|video_pad|>",
            "<tool_call>",
            "</tool_call>",
            "<|fim_prefix|>",
            "<|fim_middle|>",
            "<|fim_suffix|>",
            "<|fim_pad|>",
            "<|repo_name|>",
            "<|file_sep|>",
            "<tool_response>",
            "</tool_response>",
            "<think>",
            "</think>");

    @Test
    void tinyVocabularies() {
        for (String checkpoint : List.of("tiny-q3vl", "tiny-q3vl-tied")) {
            expect(Qwen3VlTokens.read(Fixtures.path("qwen3-vl/" + checkpoint)), "expected-tokenizer-tiny");
        }
    }

    @Test
    void vocabularyAndMergesInFilesOfTheirOwn(@TempDir Path folder) throws IOException {
        for (String file : List.of("vocab.json", "merges.txt", "tokenizer_config.json")) {
            Files.copy(Fixtures.path("qwen3-vl/tiny-q3vl/" + file), folder.resolve(file));
        }
        expect(Qwen3VlTokens.read(folder), "expected-tokenizer-tiny");
    }

    @Test
    void theAddedTokensAreThePublishedOnes() {
        Qwen3VlTokens vocabulary = Qwen3VlTokens.read(Fixtures.path("qwen3-vl/tiny-q3vl"));
        assertThat(vocabulary.added().keySet()).containsExactlyElementsOf(ADDED);
        assertThat(vocabulary.size()).isEqualTo(556 + 26);
    }

    @Test
    void thePublishedVocabulary() throws IOException {
        expect(published(), "expected-tokenizer");
    }

    @Test
    void aVocabularyWithAHoleIsRefused(@TempDir Path folder) throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode json = (ObjectNode) mapper.readTree(
                Fixtures.path("qwen3-vl/tiny-q3vl/tokenizer.json").toFile());
        ((ObjectNode) json.get("model").get("vocab")).put("!", 555);
        Path file = folder.resolve("tokenizer.json");
        mapper.writeValue(file.toFile(), json);
        assertThatThrownBy(() -> Qwen3VlTokens.read(folder))
                .isInstanceOf(QwenVlException.class)
                .hasMessage(file + ": model.vocab: ids must be 0 to n - 1, each once");
    }

    /** The ranks of the first family, which are this one's too, with this one's added tokens. */
    static Qwen3VlTokens published() throws IOException {
        List<String> lines = Files.readAllLines(Fixtures.shared("data/qwen.tiktoken"), StandardCharsets.ISO_8859_1);
        byte[][] tokens = new byte[lines.size()][];
        for (String line : lines) {
            String[] parts = line.split(" ");
            tokens[Integer.parseInt(parts[1])] = Base64.getDecoder().decode(parts[0]);
        }
        Map<String, Integer> added = new LinkedHashMap<>();
        ADDED.forEach(token -> added.put(token, tokens.length + added.size()));
        return new Qwen3VlTokens(tokens, added);
    }

    private static void expect(Qwen3VlTokens vocabulary, String golden) {
        Qwen3VlTokenizer tokenizer = new Qwen3VlTokenizer(vocabulary);
        for (JsonNode each : Golden.json(golden)) {
            String text = each.get("text").asText();
            assertThat(tokenizer.encode(text, SpecialsHonoured.ALL))
                    .as("with added tokens: %s", text)
                    .isEqualTo(Fixtures.ints(each.get("ids_special")));
            assertThat(tokenizer.encode(text, SpecialsHonoured.NONE))
                    .as("ordinary: %s", text)
                    .isEqualTo(Fixtures.ints(each.get("ids_ordinary")));
        }
    }
}
