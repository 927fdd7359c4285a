package io.github.qwenvl4j.train.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.qwenvl4j.QwenVlException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SampleReaderTest {

    private static final String CONVERSATION = """
            {"id": "a", "conversations": [{"from": "user", "value": "Picture 1: <img>x.png</img>\\nWhat?"},
             {"from": "assistant", "value": "A cat"}]}""";

    @TempDir
    private Path folder;

    /** What people call JSON is often one record per line. */
    @Test
    void theContentDecidesHowRecordsAreArranged() throws IOException {
        String line = CONVERSATION.replace("\n", " ");
        assertThat(read("lines.json", line + "\n" + line, SkippedData.none())).hasSize(2);
        assertThat(read("array.jsonl", "\uFEFF [" + line + "]", SkippedData.none()))
                .hasSize(1);
    }

    private List<Sample> read(String name, String content, SkippedData skipped) throws IOException {
        Path file = Files.writeString(folder.resolve(name), content);
        List<Sample> samples = new ArrayList<>();
        try (SampleReader reader = new SampleFile(file).open(skipped)) {
            for (Optional<Sample> next = reader.next(); next.isPresent(); next = reader.next()) {
                samples.add(next.get());
            }
        }
        return samples;
    }

    private SkippedData upTo(int limit) {
        return SkippedData.upTo(limit, folder.resolve("skipped.log"));
    }

    @Test
    void publishedJsonIsReadWithPathsOfItsFolder() throws IOException {
        List<Sample> samples = read("a.json", "[" + CONVERSATION + ",\n" + CONVERSATION + "]", SkippedData.none());
        assertThat(samples).hasSize(2);
        assertThat(samples.get(0).images())
                .containsExactly(folder.resolve("x.png").toString());
        assertThat(samples.get(0).task()).isEqualTo("conversation");
        assertThat(samples.get(1).id()).startsWith(folder.resolve("a.json") + ":");
    }

    @Test
    void linesHoldPairsCompletionsAndConversations() throws IOException {
        String pair = "{\"image\": \"http://host/y.png\", \"text\": \"a cat\"}";
        String completion = "{\"id\":\"7\",\"task\":\"ocr\",\"prompt\":\"<img>z.png</img>OCR:\",\"completion\":\" A\"}";
        List<Sample> samples = read(
                "a.jsonl",
                pair + "\n\n" + completion + "\n" + CONVERSATION.replace("\n", " ") + "\n",
                SkippedData.none());
        String file = folder.resolve("a.jsonl").toString();
        assertThat(samples.get(0))
                .isEqualTo(new Sample.Completion(file + ":1", "caption", "<img>http://host/y.png</img>", "a cat"));
        assertThat(samples.get(1))
                .isEqualTo(new Sample.Completion(
                        file + ":3", "ocr", "<img>" + folder.resolve("z.png") + "</img>OCR:", " A"));
        assertThat(samples.get(2)).isInstanceOf(Sample.Chat.class);
    }

    @Test
    void brokenLinesAreLoggedWithTheirPlaceAndSkipped() throws IOException {
        SkippedData skipped = upTo(4);
        String broken = "{\"image\": 3, \"text\": \"t\"}\n{oops\n{\"a\":1}\n{\"conversations\": []}\n";
        List<Sample> samples = read("a.jsonl", broken + "{\"image\": \"i\", \"text\": \"t\"}", skipped);
        assertThat(samples).hasSize(1);
        assertThat(skipped.brokenCount()).isEqualTo(4);
        String file = folder.resolve("a.jsonl").toString();
        assertThat(Files.readAllLines(folder.resolve("skipped.log")))
                .first()
                .isEqualTo(file + ":1: field image is not a string");
        assertThat(Files.readString(folder.resolve("skipped.log"))).contains(file + ":2: is not valid JSON");
    }

    @Test
    void oneBrokenLineTooManyStops() {
        assertThatThrownBy(() -> read("a.jsonl", "{\"a\":1}\n{\"a\":1}\n{\"a\":1}\n", upTo(2)))
                .isInstanceOf(QwenVlException.class)
                .hasMessageContaining("a.jsonl:3: must have conversations")
                .hasMessageContaining("2 others were skipped, which is the limit");
    }

    @Test
    void aBrokenPlaceCountsOnceOverEpochsAndResumes() {
        SkippedData first = upTo(1);
        first.broken("a:1", "bad");
        first.broken("a:1", "bad");
        SkippedData resumed = upTo(1);
        resumed.broken("a:1", "bad");
        assertThat(resumed.brokenCount()).isEqualTo(1);
        assertThatThrownBy(() -> resumed.broken("a:2", "bad")).isInstanceOf(QwenVlException.class);
    }

    @Test
    void malformedUtf8IsABrokenLine() throws IOException {
        Path file = folder.resolve("a.jsonl");
        byte[] line = "{\"image\": \"i\", \"text\": \"?\"}".getBytes(StandardCharsets.US_ASCII);
        line[line.length - 3] = (byte) 0xE4;
        Files.write(file, line);
        assertThatThrownBy(() -> new SampleFile(file).count(SkippedData.none()))
                .hasMessage(file + ":1: is not valid UTF-8");
    }

    @Test
    void brokenJsonArraysNameTheLine() {
        assertThatThrownBy(() -> read("a.json", "[" + CONVERSATION + ",\n\n{\"id\": oops}]", upTo(9)))
                .hasMessageContaining("a.json:4: is not valid JSON");
        assertThatThrownBy(() -> read("b.json", "[" + CONVERSATION, upTo(9))).hasMessageContaining("b.json:");
    }

    @Test
    void missingFilesAreNamed() {
        assertThatThrownBy(() -> new SampleFile(folder.resolve("none.json")).count(SkippedData.none()))
                .hasMessage(folder.resolve("none.json") + ": cannot be read: no such file or folder");
        assertThatThrownBy(() -> new SampleFile(folder.resolve("none.jsonl")).count(SkippedData.none()))
                .hasMessage(folder.resolve("none.jsonl") + ": cannot be read: no such file or folder");
    }
}
