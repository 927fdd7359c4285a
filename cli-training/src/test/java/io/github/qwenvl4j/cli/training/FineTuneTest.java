package io.github.qwenvl4j.cli.training;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.qwenvl4j.cli.Cli;
import io.github.qwenvl4j.testing.Fixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** From a CSV file to an adapter and a merged model: what people type and see. */
class FineTuneTest {

    private static final String MODEL = Fixtures.path("tiny-vl").toString();

    @TempDir
    private Path folder;

    private Path data;

    @BeforeEach
    void write() throws IOException {
        data = Files.writeString(
                folder.resolve("mine.csv"), "image,question,answer\nscene.png,What is this?,my own scene\n");
        Files.copy(Fixtures.path("images/scene-640x480.png"), folder.resolve("scene.png"));
    }

    private Cli train(String command, String model, String out, String... more) {
        List<String> args = new ArrayList<>(List.of("train", command, "--data", data.toString(), "--model", model));
        args.addAll(List.of("--out", folder.resolve(out).toString(), "--accumulation", "1", "--max-length", "400"));
        args.addAll(List.of("--set", "compute=float32", "--print-every", "1"));
        args.addAll(List.of(more));
        return Cli.run(args);
    }

    private List<Double> losses(String run) throws IOException {
        List<Double> losses = new ArrayList<>();
        for (String line : Files.readAllLines(folder.resolve(run).resolve("log.jsonl"))) {
            losses.add(new ObjectMapper().readTree(line).get("loss").asDouble());
        }
        return losses;
    }

    @Test
    void anAdapterIsTrainedMergedAndAsked() throws IOException {
        Cli trained = train("lora", MODEL, "run", "--steps", "3", "--rate", "0.01");
        assertThat(trained.exitCode()).as(trained.err()).isZero();
        Path adapter = folder.resolve("run/step-00000003");
        assertThat(trained.out()).isEqualTo(adapter + "\n");
        assertThat(losses("run").get(2)).isLessThan(losses("run").get(0));
        assertThat(adapter.resolve("adapter_model.safetensors")).isRegularFile();
        assertThat(adapter.resolve("model.safetensors")).doesNotExist();
        Path merged = folder.resolve("merged");
        Cli merge = Cli.run(
                "merge", "--adapter", folder.resolve("run").toString(), "--model", MODEL, "--out", merged.toString());
        assertThat(merge.exitCode()).as(merge.err()).isZero();
        assertThat(merge.out()).isEqualTo(merged + ": 8 weights changed\n");
        Cli asked = ask("--model", merged.toString());
        assertThat(asked.exitCode()).as(asked.err()).isZero();
        Cli beside = ask("--model", MODEL, "--adapter", folder.resolve("run").toString());
        assertThat(beside.out()).as(beside.err()).isEqualTo(asked.out());
        assertThat(ask("--model", MODEL).out()).isNotEqualTo(asked.out());
        Cli export = Cli.run("train", "export", folder.resolve("run").toString(), "x");
        assertThat(export.err()).contains("an adapter, not a checkpoint; qwenvl merge makes a checkpoint of it\n");
    }

    private Cli ask(String... model) {
        List<String> args = new ArrayList<>(List.of("run", "--dtype", "float32", "--temperature", "0"));
        args.addAll(List.of("--max-new-tokens", "12"));
        args.addAll(List.of("--image", folder.resolve("scene.png").toString(), "What?"));
        args.addAll(List.of(model));
        return Cli.run(args);
    }

    /** Dropout has the same masks when activations are computed again and when the run is resumed. */
    @Test
    void aResumedAdapterIsThatOfAnUninterruptedRun() throws IOException {
        assertThat(train("lora", MODEL, "whole", "--steps", "3").exitCode()).isZero();
        assertThat(train("lora", MODEL, "parts", "--steps", "1").exitCode()).isZero();
        Cli rest = train("lora", MODEL, "parts", "--steps", "3", "--accept-changes");
        assertThat(rest.err()).contains("lora: resumes after 1 of 3 updates");
        String file = "step-00000003/adapter_model.safetensors";
        assertThat(rest.exitCode()).as(rest.err()).isZero();
        assertThat(losses("parts")).isEqualTo(losses("whole"));
        assertThat(folder.resolve("parts").resolve(file)).exists();
    }

    @Test
    void int4WeightsAreTrainedBeside() throws IOException {
        String int4 = Fixtures.path("tiny-vl-int4").toString();
        Cli cli = train("qlora", int4, "run", "--steps", "2", "--rate", "0.01");
        assertThat(cli.exitCode()).as(cli.err()).isZero();
        assertThat(losses("run").get(1)).isLessThan(losses("run").get(0));
        Cli few = mergeInt4(int4, "--calibration", data.toString());
        assertThat(few.err()).isEqualTo("qwenvl: calibration has 1 samples, but at least 4 are needed\n");
        String row = "scene.png,What is this?,my own scene\n";
        Path samples = Files.writeString(folder.resolve("more.csv"), "image,question,answer\n" + row.repeat(4));
        Cli merged = mergeInt4(int4, "--calibration", samples.toString(), "--force");
        assertThat(merged.exitCode()).as(merged.err()).isZero();
        assertThat(merged.out())
                .matches(
                        "\\S+/int4: cosine of the logits .*: [\\d.]+ merged, [\\d.]+ rounded .*, [\\d.]+ base alone\n");
        assertThat(ask("--model", folder.resolve("int4").toString()).exitCode()).isZero();
        Cli refused = train("full", int4, "full", "--steps", "1");
        assertThat(refused.err()).contains("quantised checkpoints cannot be trained");
    }

    /** Packed weights count as what they stand for, and take what they take. */
    @Test
    void theEstimateOfAnAdapterBesideInt4() {
        Cli packed = train("qlora", Fixtures.path("tiny-vl-int4").toString(), "run", "--estimate");
        Cli plain = train("lora", MODEL, "run", "--estimate");
        assertThat(packed.out()).contains("GB  frozen ones as stored");
        long wider = 6 * (384 - 352) * 256; // its MLPs
        long biases = 2 * (256 + 256 + 384 + 384); // which GPTQ stores for all layers
        assertThat(frozen(packed)).isEqualTo(frozen(plain) + wider + biases);
    }

    private static long frozen(Cli estimate) {
        String[] counts = estimate.out().replace(",", "").split(" of | parameters");
        return Long.parseLong(counts[1]) - Long.parseLong(counts[0]);
    }

    private Cli mergeInt4(String base, String... more) {
        List<String> args = new ArrayList<>(List.of("merge", "--model", base));
        args.addAll(List.of("--adapter", folder.resolve("run").toString()));
        args.addAll(List.of("--out", folder.resolve("int4").toString()));
        args.addAll(List.of(more));
        return Cli.run(args);
    }

    @Test
    void theRunEndsWhenTheEvaluationNoLongerImproves() throws IOException {
        Cli cli = train(
                "lora",
                MODEL,
                "run",
                "--steps",
                "20",
                "--rate",
                "1e-30",
                "--eval-data",
                data.toString(),
                "--eval-every",
                "1",
                "--early-stop",
                "2");
        assertThat(cli.exitCode()).as(cli.err()).isZero();
        assertThat(losses("run")).hasSize(3);
        assertThat(folder.resolve("run/step-00000001")).as("the best").isDirectory();
        assertThat(folder.resolve("run/step-00000003")).as("the last").isDirectory();
        assertThat(folder.resolve("run/events.out.tfevents.0.qwenvl")).isNotEmptyFile();
        assertThat(cli.err()).contains("held-out loss after 1 updates:  held_out ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"official-lora", "official-full"})
    void thePresetsOfTheOfficialScriptsAreThere(String preset) {
        Cli cli = train(preset.substring("official-".length()), MODEL, "run", "--preset", preset, "--steps", "1");
        assertThat(cli.exitCode()).as(cli.err()).isZero();
        assertThat(cli.err()).contains(preset + ": starts, 0 of 1 updates");
    }

    @Test
    void stepsAndEpochsTogetherAreRefused() {
        Cli cli = train("lora", MODEL, "run", "--steps", "1", "--epochs", "1");
        assertThat(cli.exitCode()).isEqualTo(1);
        assertThat(cli.err()).isEqualTo("qwenvl: --steps and --epochs contradict each other: give only one\n");
        assertThat(train("lora", MODEL, "run", "--steps", "0").err())
                .isEqualTo("qwenvl: --steps is 0, but must be at least 1\n");
        assertThat(folder.resolve("run")).doesNotExist();
    }
}
