package io.github.qwenvl4j.train.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.qwenvl4j.family.qwenvl.text.QwenTokenizer;
import io.github.qwenvl4j.image.ImageLoader;
import io.github.qwenvl4j.testing.Fixtures;
import io.github.qwenvl4j.train.sample.SampleFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The conversations of the published script's goldens: the same ids and labels, and a record that the script or the model
 * refuses, or that would be cut, is refused with its place.
 */
class PreprocessCasesTest {

    private static final Map<String, String> REFUSED = Map.ofEntries(
            Map.entry("cut-in-answer", "is 45 ids long, but maxLength is 30"),
            Map.entry("cut-everything-supervised-kept-system", "is 45 ids long, but maxLength is 5"),
            Map.entry("cut-inside-image-pads", "ids long, but maxLength is 122"),
            Map.entry("cut-inside-image-path", "ids long, but maxLength is 32"),
            Map.entry("cut-before-image-end", "ids long, but maxLength is 279"),
            Map.entry("cut-after-image-end", "ids long, but maxLength is 280"),
            Map.entry("cut-inside-second-image", "ids long, but maxLength is 336"),
            Map.entry("only-assistant", "the answer is empty"),
            Map.entry("empty-conversation", "the conversation is empty"),
            Map.entry("unknown-role-first", "from is 'system', but must be user or assistant"),
            Map.entry("unknown-role-later", "from is 'gpt', but must be user or assistant"),
            Map.entry("image-in-answer", "an answer contains a picture, which cannot be learnt"),
            Map.entry("empty-values", "the answer is empty"),
            Map.entry("unclosed-image", "<img> at character 0 of the prompt is not closed by </img>"),
            Map.entry("path-too-long", "bytes, but the published layout has room for 254"),
            Map.entry("path-255-bytes", "bytes, but the published layout has room for 254"));

    private static final String IMAGES = "fixtures/images/";

    @TempDir
    private Path folder;

    static Stream<JsonNode> cases() {
        return StreamSupport.stream(
                Fixtures.json("finetune/preprocess-cases.json").get("cases").spliterator(), false);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void idsAndLabelsAreThoseOfTheScript(JsonNode golden) throws IOException {
        String name = golden.get("name").asText();
        List<Tokenized> good = new ArrayList<>();
        DataReport report = check(golden, (sample, tokenized) -> good.add(tokenized));
        if (REFUSED.containsKey(name)) {
            assertThat(good).isEmpty();
            assertThat(report.firstDropped().orElseThrow())
                    .startsWith(report.file() + ":1, record 1: ")
                    .contains(REFUSED.get(name));
            return;
        }
        assertThat(report.firstDropped()).isEmpty();
        int[] ids = Fixtures.ints(golden.get("input_ids_without_tail_pads"));
        int[] labels = Fixtures.ints(golden.get("labels_without_tail_pads"));
        assertThat(withoutPaths(good.get(0), good.get(0).ids())).isEqualTo(withoutPaths(good.get(0), ids));
        assertThat(good.get(0).labels()).isEqualTo(labels);
    }

    /** The model takes pictures by what they are, so what stands between their marks does not matter. */
    private static int[] withoutPaths(Tokenized sample, int[] ids) {
        int[] copy = ids.clone();
        sample.images().forEach(span -> Arrays.fill(copy, span.start() + 1, span.start() + 257, 0));
        return copy;
    }

    private DataReport check(JsonNode golden, DataCheck.Good good) throws IOException {
        boolean tiny = golden.get("vocabulary").asText().equals("tiny-vl");
        Path ranks = tiny ? Fixtures.path("tiny-vl/qwen.tiktoken") : Fixtures.shared("data/qwen.tiktoken");
        assumeTrue(Files.exists(ranks));
        boolean trusts = golden.get("name").asText().startsWith("special-tokens");
        Labeller labeller = new Labeller(QwenTokenizer.load(ranks, 256), trusts);
        Path images = Files.createDirectories(folder.resolve(IMAGES));
        for (String picture : List.of("scene-640x480.png", "wide-1200x90.png", "tiny-3x5.png")) {
            Files.copy(Fixtures.path("images/" + picture), images.resolve(picture));
        }
        String record = new ObjectMapper()
                .createObjectNode()
                .<com.fasterxml.jackson.databind.node.ObjectNode>set("conversations", golden.get("conversations"))
                .toString();
        Path file = Files.writeString(folder.resolve("case.json"), "[" + record + "]");
        SampleCheck check = new SampleCheck(
                labeller,
                PictureCheck.ofHeaders(ImageLoader.standard()),
                golden.get("max_len").asInt());
        return new DataCheck(check, good).of(new SampleFile(file, Optional.empty()));
    }
}
