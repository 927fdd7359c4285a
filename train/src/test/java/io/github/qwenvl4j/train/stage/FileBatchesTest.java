package io.github.qwenvl4j.train.stage;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.qwenvl4j.family.qwenvl.text.QwenTokenizer;
import io.github.qwenvl4j.image.ImageLoader;
import io.github.qwenvl4j.image.RgbImage;
import io.github.qwenvl4j.testing.Fixtures;
import io.github.qwenvl4j.train.data.Collator;
import io.github.qwenvl4j.train.data.FileBatches;
import io.github.qwenvl4j.train.data.FileData;
import io.github.qwenvl4j.train.data.FileSamples;
import io.github.qwenvl4j.train.data.Labeller;
import io.github.qwenvl4j.train.data.PictureCheck;
import io.github.qwenvl4j.train.data.SampleCheck;
import io.github.qwenvl4j.train.data.TokenBatch;
import io.github.qwenvl4j.train.sample.SkippedData;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileBatchesTest {

    private static final QwenTokenizer TOKENIZER =
            QwenTokenizer.load(Fixtures.path("tiny-vl").resolve("qwen.tiktoken"), 16);
    private static final int SAMPLES = 40;

    @TempDir
    private Path folder;

    private final AtomicInteger loaded = new AtomicInteger();
    private final List<String> shown = new ArrayList<>();
    private FileData.Source file;

    @BeforeEach
    void write() throws IOException {
        BufferedImage picture = new BufferedImage(28, 28, BufferedImage.TYPE_INT_RGB);
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < SAMPLES; i++) {
            ImageIO.write(picture, "png", folder.resolve(i + ".png").toFile());
            lines.append("{\"task\": \"%s\", \"prompt\": \"<img>%d.png</img>\", \"completion\": \"number %d\"}\n"
                    .formatted(i % 3 == 0 ? "third" : "other", i, i));
        }
        file = new FileData.Source(
                Files.writeString(folder.resolve("a.jsonl"), lines).toString(), 1);
    }

    private FileBatches open(String... settings) {
        return open(List.of(file), settings);
    }

    private FileBatches open(List<FileData.Source> files, String... settings) {
        StagePreset made = preset(files, settings);
        FileData data = (FileData) made.data();
        Collator collator = new Collator(
                source -> {
                    loaded.incrementAndGet();
                    shown.add(Path.of(source).getFileName().toString());
                    return RgbImage.of(new BufferedImage(2, 2, BufferedImage.TYPE_INT_RGB));
                },
                4,
                TOKENIZER.specials().endOfText(),
                made.filling(),
                SkippedData.none());
        Labeller labeller = new Labeller(TOKENIZER);
        return new FileBatches(made.batches(), samples(made).training(), data.weights(), labeller, collator);
    }

    private static FileSamples samples(StagePreset preset) {
        PictureCheck pictures = PictureCheck.ofHeaders(ImageLoader.standard());
        return FileSamples.read(
                (FileData) preset.data(), new SampleCheck(new Labeller(TOKENIZER), pictures, preset.maxLength()));
    }

    private static StagePreset preset(List<FileData.Source> files, String... settings) {
        PresetFile preset = PresetFile.open("official-sft").withData(files).set("rows=3");
        for (String setting : settings) {
            preset = preset.set(setting);
        }
        return preset.preset();
    }

    private List<String> pictures(FileBatches batches, int first, int count) {
        shown.clear();
        for (int i = first; i < first + count; i++) {
            batches.batch(i);
        }
        return List.copyOf(shown);
    }

    @Test
    void aBatchIsTheSameWhetherThoseBeforeWereMadeOrPassedOver() {
        FileBatches all = open();
        for (int i = 0; i < 30; i++) {
            all.batch(i);
        }
        loaded.set(0);
        FileBatches resumed = open();
        TokenBatch batch = resumed.batch(30);
        assertThat(loaded.get()).isBetween(1, 3);
        assertThat(batch.ids()).isEqualTo(all.batch(30).ids());
        assertThat(resumed.batch(31).ids()).isEqualTo(all.batch(31).ids());
    }

    /** 14 samples of one task and 26 of the other make 5 and 9 batches of at most three. */
    @Test
    void everyEpochUsesEverySampleInAnotherOrder() {
        FileBatches batches = open();
        List<String> all = Stream.iterate(0, i -> i + 1)
                .limit(SAMPLES)
                .map(i -> i + ".png")
                .toList();
        List<String> first = pictures(batches, 0, 14);
        List<String> second = pictures(batches, 14, 14);
        assertThat(first).containsExactlyInAnyOrderElementsOf(all).isNotEqualTo(second);
        assertThat(second).containsExactlyInAnyOrderElementsOf(all);
        assertThat(pictures(open("seed=8"), 0, 14)).isNotEqualTo(first);
    }

    @Test
    void packedRowsAreFilledUpToTheLength() {
        TokenBatch batch = open("filling=packed", "maxLength=200").batch(0);
        assertThat(batch.length()).isBetween(150, 200);
        assertThat(batch.placed().size()).isEqualTo(batch.samples().size()).isGreaterThan(2 * batch.rows());
    }

    @Test
    void aWeightIsTheShareOfAFileInEveryEpoch() throws IOException {
        String other = Files.readString(Path.of(file.file())).replace("number", "again");
        Path second = Files.writeString(folder.resolve("b.jsonl"), other);
        List<FileData.Source> files = List.of(file, new FileData.Source(second.toString(), 0.25));
        FileBatches batches = open(files, "rows=1");
        List<String> first = pictures(batches, 0, SAMPLES + SAMPLES / 4);
        assertThat(first.stream().distinct()).hasSize(SAMPLES);
        List<String> fourEpochs = new ArrayList<>(first);
        fourEpochs.addAll(pictures(batches, SAMPLES + SAMPLES / 4, 3 * (SAMPLES + SAMPLES / 4)));
        // Four times all of the first file, and once all of the second: no sample of it twice.
        assertThat(fourEpochs).hasSize(5 * SAMPLES);
        assertThat(fourEpochs.stream().filter("7.png"::equals)).hasSize(5);
    }

    @Test
    void questionsAboutOnePictureShareARowHoweverTheyAreShuffled() throws IOException {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < SAMPLES; i++) {
            lines.append("{\"prompt\": \"<img>%d.png</img>\", \"completion\": \"answer %d\"}\n".formatted(i % 10, i));
        }
        Path questions = Files.writeString(folder.resolve("q.jsonl"), lines);
        FileBatches batches = open(
                List.of(new FileData.Source(questions.toString(), 1)),
                "filling=one-picture",
                "maxLength=400",
                "rows=5");
        TokenBatch first = batches.batch(0);
        TokenBatch second = batches.batch(1);
        assertThat(first.samples().size() + second.samples().size()).isEqualTo(SAMPLES);
        assertThat(first.pixels().size() + second.pixels().size()).isEqualTo(10);
    }

    @Test
    void epochsMakeTheStepsAndCountSamples() {
        List<FileData.Source> files = List.of(file);
        StagePreset single = preset(files, "data.epochs=3", "rows=2", "accumulation=5");
        assertThat(single.sized(samples(single).training()).steps()).isEqualTo(12);
        assertThat(single.sized(samples(single).training()).schedule().warmupSteps())
                .isEqualTo(1);
        StagePreset packed = preset(files, "data.epochs=3", "rows=2", "accumulation=1", "filling=packed");
        assertThat(packed.sized(samples(packed).training()).steps()).isEqualTo(6);
    }
}
