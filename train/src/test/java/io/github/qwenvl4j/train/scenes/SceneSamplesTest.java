package io.github.qwenvl4j.train.scenes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.qwenvl4j.train.sample.Sample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SceneSamplesTest {

    private static final SceneSamples SAMPLES = new SceneSamples(
            new SceneTasks(SceneOptions.objects().withSides(200, 250), Split.TRAINING), TaskMix.even(), 9);

    @Test
    void anySampleCanBeReachedAtOnce() {
        List<Sample> inOrder =
                Stream.iterate(0L, i -> i + 1).limit(40).map(SAMPLES::at).toList();
        assertThat(SAMPLES.at(33)).isEqualTo(inOrder.get(33));
        Set<String> tasks = new HashSet<>();
        inOrder.forEach(sample -> tasks.add(sample.task()));
        assertThat(tasks).hasSizeGreaterThan(8);
        assertThat(SAMPLES.at(TaskKind.OCR, 4).task()).isEqualTo("ocr");
    }

    @Test
    void questionsAboutOnePictureHaveItAndTheirFormInCommonAndAreAllDifferent() {
        for (int index = 0; index < 20; index++) {
            List<Sample> questions = SAMPLES.aboutOnePicture(TaskKind.CAPTION, index, 6);
            assertThat(questions.get(0)).isEqualTo(SAMPLES.at(TaskKind.CAPTION, index));
            assertThat(questions).hasSizeBetween(2, 6).doesNotHaveDuplicates();
            assertThat(questions)
                    .extracting(Sample::images)
                    .containsOnly(questions.get(0).images());
            assertThat(questions).hasOnlyElementsOfType(questions.get(0).getClass());
        }
        assertThat(SAMPLES.aboutOnePicture(TaskKind.COMPARE_TWO, 1, 6)).hasSize(1);
        assertThat(SAMPLES.aboutOnePicture(TaskKind.TEXT_ONLY, 1, 6)).hasSize(1);
    }

    @Test
    void writtenSamplesReadBackAndNameTheirPictures(@TempDir Path folder) throws IOException {
        new ScenesWriter(SAMPLES)
                .write(folder, 30, written -> assertThat(written).isBetween(1L, 30L));
        List<String> lines = Files.readAllLines(folder.resolve("samples.jsonl"));
        assertThat(lines).hasSize(30);
        for (int i = 0; i < lines.size(); i++) {
            Sample sample = new ObjectMapper().readValue(lines.get(i), Sample.class);
            assertThat(sample.id()).isEqualTo(SAMPLES.at(i).id());
            assertThat(sample.images()).hasSameSizeAs(SAMPLES.at(i).images());
            for (String image : sample.images()) {
                assertThat(ImageIO.read(folder.resolve(image).toFile())).isNotNull();
            }
        }
        try (Stream<Path> files = Files.walk(folder)) {
            assertThat(files).noneMatch(file -> file.toString().endsWith(".tmp"));
        }
    }

    @Test
    void writingTwiceGivesEqualFiles(@TempDir Path first, @TempDir Path second) throws IOException {
        new ScenesWriter(SAMPLES).write(first, 10, written -> {});
        new ScenesWriter(SAMPLES).write(second, 10, written -> {});
        try (Stream<Path> files = Files.walk(first)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(second.resolve(first.relativize(file))).hasSameBinaryContentAs(file);
            }
        }
    }
}
