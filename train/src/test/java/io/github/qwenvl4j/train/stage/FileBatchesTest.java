package io.github.qwenvl4j.train.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.qwenvl4j.family.qwenvl.text.QwenTokenizer;
import io.github.qwenvl4j.image.RgbImage;
import io.github.qwenvl4j.testing.Fixtures;
import io.github.qwenvl4j.train.data.Collator;
import io.github.qwenvl4j.train.data.FileBatches;
import io.github.qwenvl4j.train.data.FileData;
import io.github.qwenvl4j.train.data.Labeller;
import io.github.qwenvl4j.train.data.TokenBatch;
import io.github.qwenvl4j.train.sample.SkippedData;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileBatchesTest {

    private static final QwenTokenizer TOKENIZER =
            QwenTokenizer.load(Fixtures.path("tiny-vl").resolve("qwen.tiktoken"), 16);

    @TempDir
    private Path folder;

    private final AtomicInteger loaded = new AtomicInteger();
    private Path file;

    @BeforeEach
    void write() throws IOException {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 40; i++) {
            lines.append("{\"task\": \"%s\", \"prompt\": \"<img>%d.png</img>\", \"completion\": \"number %d\"}\n"
                    .formatted(i % 3 == 0 ? "third" : "other", i, i));
        }
        file = Files.writeString(folder.resolve("a.jsonl"), lines);
    }

    private FileBatches open(String... settings) {
        PresetFile preset =
                PresetFile.open("official-sft").withData(file).set("rows=3").set("data.window=7");
        for (String setting : settings) {
            preset = preset.set(setting);
        }
        StagePreset made = preset.preset();
        Collator collator = new Collator(
                source -> {
                    loaded.incrementAndGet();
                    return RgbImage.of(new BufferedImage(2, 2, BufferedImage.TYPE_INT_RGB));
                },
                4,
                TOKENIZER.specials().endOfText(),
                made.filling(),
                SkippedData.none());
        return new FileBatches(made.batches(), (FileData) made.data(), new Labeller(TOKENIZER), collator);
    }

    @Test
    void aBatchIsTheSameWhetherThoseBeforeWereMadeOrPassedOver() {
        try (FileBatches all = open();
                FileBatches resumed = open()) {
            for (int i = 0; i < 30; i++) {
                all.batch(i);
            }
            loaded.set(0);
            TokenBatch batch = resumed.batch(30);
            assertThat(loaded).hasValue(3);
            assertThat(batch.ids()).isEqualTo(all.batch(30).ids());
            assertThat(resumed.batch(31).ids()).isEqualTo(all.batch(31).ids());
        }
    }

    @Test
    void packedRowsAreFilledUpToTheLength() {
        try (FileBatches batches = open("filling=packed", "maxLength=200")) {
            TokenBatch batch = batches.batch(0);
            assertThat(batch.length()).isBetween(150, 200);
            assertThat(batch.placed().size()).isGreaterThan(2 * batch.rows());
        }
    }

    @Test
    void sourcesAreMixedByWeight() throws IOException {
        Path second = Files.writeString(
                folder.resolve("b.jsonl"), "{\"prompt\": \"no picture\", \"completion\": \"x\", \"task\": \"other\"}");
        String files = "data.files=[{\"file\": \"%s\", \"weight\": 1}, {\"file\": \"%s\", \"weight\": 3}]"
                .formatted(file, second);
        try (FileBatches batches = open(files)) {
            int rows = 0;
            for (int i = 0; i < 200; i++) {
                rows += batches.batch(i).rows();
            }
            assertThat((double) loaded.get() / rows).isBetween(0.2, 0.3);
        }
    }

    @Test
    void samplesThatNeverFitAreNotWaitedFor() {
        try (FileBatches batches = open("maxLength=5")) {
            assertThatThrownBy(() -> batches.batch(0))
                    .hasMessage("stage preset: maxLength 5 is too short for the data");
        }
    }

    @Test
    void epochsMakeTheSteps() {
        List<String> settings = List.of("data.epochs=3", "rows=2", "accumulation=5");
        PresetFile preset = PresetFile.open("official-sft").withData(file);
        for (String setting : settings) {
            preset = preset.set(setting);
        }
        StagePreset sized = preset.preset().sized(SkippedData.none());
        assertThat(sized.steps()).isEqualTo(12);
        assertThat(sized.schedule().warmupSteps()).isEqualTo(1);
    }
}
