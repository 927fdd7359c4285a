package io.github.qwenvl4j.cli.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.qwenvl4j.cli.Cli;
import io.github.qwenvl4j.testing.Fixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Data files and starting points as people bring them to {@code train}: what they see of it. */
class TrainDataTest {

    private static final String GOOD = """
            {"id": "%s", "conversations": [{"from": "user", "value": "Hello"}, {"from": "assistant", "value": "Hi."}]}""";
    private static final String PICTURE = """
            {"conversations": [{"from": "user", "value": "<img>%s</img>\\nWhat is this?"},
                               {"from": "assistant", "value": "A circle."}]}""";

    @TempDir
    private Path folder;

    private Path run() {
        return folder.resolve("run");
    }

    private Cli train(String name, String data, String... settings) throws IOException {
        return train(Files.writeString(folder.resolve(name), data), Fixtures.path("tiny-vl"), settings);
    }

    private Cli train(Path data, Path from, String... settings) {
        List<String> args = new ArrayList<>(List.of("train", "official-sft", "--from", from.toString()));
        args.addAll(List.of("--run", run().toString(), "--data", data.toString()));
        args.addAll(List.of("--set", "accumulation=1", "--set", "compute=float32"));
        for (String setting : settings) {
            args.addAll(setting.startsWith("--") ? List.of(setting) : List.of("--set", setting));
        }
        return Cli.run(args);
    }

    private void refused(Cli cli, String message) {
        assertThat(cli.exitCode()).isEqualTo(1);
        assertThat(cli.err()).isEqualTo("qwenvl: " + message + "\n");
        assertThat(run()).doesNotExist();
    }

    @Test
    void stepsOfTheCommandLineWinOverEpochsOfThePreset() throws IOException {
        Cli cli = train("a.json", "[" + GOOD.formatted("1") + "]", "steps=2");
        assertThat(cli.exitCode()).as(cli.err()).isZero();
        assertThat(cli.out()).isEqualTo(run().resolve("step-00000002") + "\n");
    }

    @Test
    void epochsCountWhereNoStepsAreGiven() throws IOException {
        Cli cli = train("a.json", "[" + GOOD.formatted("1") + "]", "data.epochs=3");
        assertThat(cli.exitCode()).as(cli.err()).isZero();
        assertThat(cli.out()).isEqualTo(run().resolve("step-00000003") + "\n");
    }

    @Test
    void aWrongWeightAndAMissingFileAreNamedOnce() throws IOException {
        Path good = Files.writeString(folder.resolve("a.json"), "[" + GOOD.formatted("1") + "]");
        Path from = Fixtures.path("tiny-vl");
        refused(
                train(Path.of(good + ":x"), from),
                "--data " + good + ":x: the weight is x, but must be a number above 0");
        Path none = folder.resolve("none.json");
        refused(train(none, from), none + ": cannot be read: no such file or folder");
    }

    @Test
    void stepsAndEpochsTogetherAreRefused() throws IOException {
        String both = "--set steps and --set data.epochs contradict each other: give only one";
        String data = "[" + GOOD.formatted("1") + "]";
        refused(train("a.json", data, "steps=2", "data.epochs=3"), both);
        refused(train("a.json", data, "data.epochs=3", "steps=2"), both);
    }

    @Test
    void aRecordWithoutConversationsIsNamed() throws IOException {
        Path file = folder.resolve("a.json");
        refused(
                train("a.json", "[{\"id\": \"1\"}]"),
                file + ": nothing to learn: " + file
                        + ":1, record 1: must have conversations, messages, image and text, or prompt and completion");
    }

    @Test
    void aFileWithoutAnswersOrPicturesOrRoomIsRefused() throws IOException {
        Path file = folder.resolve("a.json");
        String empty = GOOD.formatted("1").replace("Hi.", "");
        refused(
                train("a.json", "[" + empty + "," + empty + "]"),
                file + ": nothing to learn: " + file + ":1, record 1: the answer is empty; and 1 more skipped");
        Path picture = folder.resolve("nowhere.png");
        assertThat(train("a.json", "[" + PICTURE.formatted("nowhere.png") + "]").err())
                .startsWith("qwenvl: " + file + ": nothing to learn: " + file + ":1, record 1: ")
                .contains(picture.toString())
                .hasLineCount(1);
        refused(
                train("a.json", "[" + GOOD.formatted("1") + "]", "maxLength=8"),
                file + ": nothing to learn: " + file + ":1, record 1: is 32 ids long, but maxLength is 8");
        refused(train("a.json", "[]"), file + ": nothing to learn: it contains no sample");
    }

    @Test
    void aByteOrderMarkIsPassedOver() throws IOException {
        for (String name : List.of("a.json", "a.jsonl")) {
            String data = name.endsWith("l") ? GOOD.formatted("1") : "[" + GOOD.formatted("1") + "]";
            Cli cli = train(name, "\uFEFF" + data, "steps=" + name.length(), "--accept-changes");
            assertThat(cli.exitCode()).as(cli.err()).isZero();
            assertThat(cli.err()).doesNotContain("skipped");
        }
    }

    @Test
    void oneBadLineIsRefusedUnlessItIsSkippedOnPurpose() throws IOException {
        String lines = GOOD.formatted("1") + "\n" + GOOD.formatted("2").substring(0, 60) + "\n" + GOOD.formatted("3");
        String line = folder.resolve("a.jsonl") + ":2: is not valid JSON: it ends too early";
        refused(
                train("a.jsonl", lines, "data.epochs=1"),
                line + " (--skip-bad trains on the other records; qwenvl data check shows all)");
        Cli cli = train("a.jsonl", lines, "data.epochs=1", "--skip-bad");
        assertThat(cli.exitCode()).as(cli.err()).isZero();
        assertThat(cli.out()).isEqualTo(run().resolve("step-00000002") + "\n");
        assertThat(cli.err())
                .contains(
                        "a.jsonl: JSON lines, official, 2 samples, 0 pictures; 1 bad records skipped\nskipped " + line);
    }

    @ParameterizedTest
    @CsvSource({
        "all-pictures-missing.json, nowhere.png does not exist; and 1 more skipped",
        "nothing-to-learn.json, the answer is empty; and 1 more skipped",
        "too-long.json, 'ids long, but maxLength is 2048'",
        "mark-without-picture.json, 'the questions have 1 <image> mark, but the record names 0 pictures'",
        "boxes-wrong.json, 'box (900,10),(100,1200) is outside 0..999'"
    })
    void dataWithoutOneUsableSampleLeavesNoRun(String name, String why) {
        for (String skip : List.of("seed=1", "--skip-bad")) {
            Cli cli = train(Fixtures.shared("cases/train/" + name), Fixtures.path("tiny-vl"), skip);
            assertThat(cli.exitCode()).isEqualTo(1);
            assertThat(cli.err())
                    .startsWith("qwenvl: ")
                    .contains("nothing to learn: ", why)
                    .hasLineCount(1);
            assertThat(run()).doesNotExist();
        }
    }

    @ParameterizedTest
    @CsvSource({"llava.json,LLaVA", "ms-swift.jsonl,ms-swift", "sharegpt.jsonl,ShareGPT", "with-bom.json,official"})
    void otherLayoutsAreTrainedWithTheirPictures(String name, String layout) {
        Cli cli = train(Fixtures.shared("cases/train/" + name), Fixtures.path("tiny-vl"), "steps=1");
        assertThat(cli.exitCode()).as(cli.err()).isZero();
        assertThat(cli.err()).contains(", " + layout + ", 1 samples, 1 pictures\n");
        assertThat(cli.err()).contains("official-sft: starts, 0 of 1 updates");
    }

    @Test
    void aRunGoesOnWithOtherDataOnlyOnPurpose() throws IOException {
        String one = GOOD.formatted("1");
        assertThat(train("a.jsonl", one, "steps=1").exitCode()).isZero();
        Cli refused = train("a.jsonl", one + "\n" + one.replace("Hi.", "Bye."), "steps=1");
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.err())
                .startsWith("qwenvl: " + run() + ": the run was begun with other settings: data "
                        + folder.resolve("a.jsonl") + ".fingerprint was ")
                .contains("a.jsonl.samples was 1, now 2 (--accept-changes goes on with the new ones)")
                .hasLineCount(1);
        assertThat(train("a.jsonl", one + "\n" + one, "steps=1", "--accept-changes")
                        .exitCode())
                .isZero();
    }

    @Test
    void aQuantisedCheckpointIsRefused() throws IOException {
        Path quantised = folder.resolve("quantised");
        Cli made = Cli.run("quantize", Fixtures.path("tiny-vl").toString(), quantised.toString());
        assertThat(made.exitCode()).as(made.err()).isZero();
        refused(
                train(Files.writeString(folder.resolve("a.json"), "[" + GOOD.formatted("1") + "]"), quantised),
                quantised + ": quantised checkpoints cannot be trained; use the original checkpoint");
    }
}
