package io.github.qwenvl4j.cli.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.qwenvl4j.cli.Cli;
import io.github.qwenvl4j.cli.Program;
import io.github.qwenvl4j.testing.Fixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("slow") // runs on one JDK
class TrainCommandTest {

    private static final String CONFIG = """
            {"hidden_size": 64, "num_hidden_layers": 1, "num_attention_heads": 2, "kv_channels": 32,
             "intermediate_size": 128, "vocab_size": 832, "layer_norm_epsilon": 1e-6, "rotary_emb_base": 10000,
             "rotary_pct": 1.0, "seq_length": 2048, "max_position_embeddings": 8192, "use_dynamic_ntk": true,
             "use_logn_attn": true, "no_bias": true, "tie_word_embeddings": false, "torch_dtype": "float32",
             "visual": {"width": 32, "layers": 1, "heads": 2, "mlp_ratio": 2, "patch_size": 8, "image_size": 32,
                        "output_dim": 64, "image_start_id": 770, "n_queries": 16}}
            """;
    private static final int STEPS = 60;

    @TempDir
    private Path folder;

    private Path start;

    @BeforeEach
    void init() throws IOException {
        Path config = Files.writeString(folder.resolve("config.json"), CONFIG);
        start = folder.resolve("start");
        Path ranks = Fixtures.path("tiny-vl").resolve("qwen.tiktoken");
        Cli cli = Cli.run("train", "init", config.toString(), ranks.toString(), start.toString(), "--seed", "7");
        assertThat(cli.exitCode()).as(cli.err()).isZero();
    }

    private List<String> train(String run) {
        List<String> args = new ArrayList<>(List.of("train", "multitask", "--from", start.toString()));
        args.addAll(List.of("--run", folder.resolve(run).toString()));
        List<String> settings = List.of(
                "steps=" + STEPS,
                "rows=2",
                "checkpointEvery=10",
                "heldOut.every=0",
                "heldOut.questions=0",
                "objective.patches=0");
        for (String setting : settings) {
            args.addAll(List.of("--set", setting));
        }
        return args;
    }

    private Process start(String run) throws IOException {
        return new ProcessBuilder(Program.command(train(run).toArray(String[]::new)))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(run + ".txt").toFile())
                .start();
    }

    private List<String> log(String run) throws IOException {
        Path log = folder.resolve(run).resolve("log.jsonl");
        return Files.exists(log) ? Files.readAllLines(log) : List.of();
    }

    private Process untilUpdates(String run, int count) throws Exception {
        Process process = start(run);
        while (process.isAlive() && log(run).size() < count) {
            TimeUnit.MILLISECONDS.sleep(5);
        }
        assertThat(process.isAlive())
                .as(Files.readString(folder.resolve(run + ".txt")))
                .isTrue();
        return process;
    }

    @Test
    @Timeout(300)
    void aKilledRunGoesOnAsIfNothingHadHappened() throws Exception {
        assertThat(Cli.run(train("whole")).exitCode()).isZero();
        Process process = untilUpdates("killed", 13);
        process.destroyForcibly().waitFor();
        assertThat(folder.resolve("killed/step-00000060")).doesNotExist();
        Cli resumed = Cli.run(train("killed"));
        assertThat(resumed.err()).containsPattern("resumes after [1-5]0 of 60 updates");
        assertThat(log("killed")).hasSize(STEPS).isEqualTo(log("whole"));
    }

    @Test
    @Timeout(300)
    void aStoppedRunWritesACheckpointExits130AndGoesOn() throws Exception {
        Process process = untilUpdates("stopped", 13);
        process.destroy();
        assertThat(process.waitFor()).isEqualTo(130);
        int updates = log("stopped").size();
        assertThat(updates).isBetween(13, STEPS - 1);
        assertThat(folder.resolve("stopped/step-%08d".formatted(updates))).isDirectory();
        Cli resumed = Cli.run("train", "--run", folder.resolve("stopped").toString());
        assertThat(resumed.err()).contains("resumes after " + updates + " of 60 updates");
        assertThat(Cli.run(train("whole")).exitCode()).isZero();
        assertThat(log("stopped")).isEqualTo(log("whole"));
    }

    /** A signal that comes while the run is being set up; nothing but the usual lines is printed. */
    @ParameterizedTest
    @ValueSource(strings = {"INT", "TERM", "HUP"})
    @Timeout(300)
    void aRunStoppedInItsFirstSecondEndsQuietly(String signal) throws Exception {
        Path begun = folder.resolve(signal).resolve("preset.json");
        Process process = start(signal);
        while (process.isAlive() && !Files.exists(begun)) {
            TimeUnit.MILLISECONDS.sleep(1);
        }
        new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                .start()
                .waitFor();
        assertThat(process.waitFor()).isEqualTo(130);
        assertThat(Files.readAllLines(folder.resolve(signal + ".txt")))
                .allMatch(line -> line.matches(
                        "memory: .*|compute: float32, .*|multitask: starts, 0 of 60 updates|.*/step-\\d{8}"));
    }

    /** Two runs in one folder would overwrite each other's checkpoints. */
    @Test
    @Timeout(300)
    void aSecondRunInTheSameFolderIsRefused() throws Exception {
        Process first = untilUpdates("busy", 3);
        Cli second = Cli.run(train("busy"));
        assertThat(second.exitCode()).isEqualTo(1);
        assertThat(second.err())
                .isEqualTo("qwenvl: " + folder.resolve("busy") + ": another run is training in this folder\n");
        first.destroy();
        assertThat(first.waitFor()).isEqualTo(130);
    }

    /** The first bad value ends the run before anything is saved from it. */
    @Test
    void aLossThatIsNotANumberStopsTheRunAndKeepsTheCheckpoint() throws IOException {
        List<String> args = train("diverging");
        args.addAll(List.of("--set", "checkpointEvery=2", "--set", "steps=2"));
        assertThat(Cli.run(args).exitCode()).isZero();
        args.addAll(List.of("--set", "steps=20", "--set", "learningRate.peak=1e30", "--accept-changes"));
        Cli cli = Cli.run(args);
        assertThat(cli.exitCode()).isEqualTo(1);
        Path kept = folder.resolve("diverging/step-00000002");
        assertThat(cli.err().lines().toList())
                .last()
                .asString()
                .matches("qwenvl: update 4: the (loss|norm of the gradients) is (not a number|infinite)"
                        + " \\(samples [^,]+-train-[^)]*\\); a smaller"
                        + " learningRate.peak may help; the last good checkpoint is .*step-00000002");
        assertThat(kept).isDirectory();
        assertThat(folder.resolve("diverging/step-00000004")).doesNotExist();
        assertThat(log("diverging")).hasSize(3);
    }

    @Test
    void aRunGoesOnWithOtherSettingsOnlyOnPurpose() throws IOException {
        List<String> args = train("changed");
        args.addAll(List.of("--set", "steps=1"));
        assertThat(Cli.run(args).exitCode()).isZero();
        args.addAll(List.of("--set", "steps=2", "--set", "seed=99"));
        Cli refused = Cli.run(args);
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.err())
                .isEqualTo("qwenvl: " + folder.resolve("changed") + ": the run was begun with other settings: "
                        + "seed was 4, now 99, steps was 1, now 2 (--accept-changes goes on with the new ones)\n");
        assertThat(log("changed")).hasSize(1);
        args.add("--accept-changes");
        Cli accepted = Cli.run(args);
        assertThat(accepted.exitCode()).as(accepted.err()).isZero();
        assertThat(log("changed")).hasSize(2);
    }

    @Test
    void theMemoryIsEstimatedBeforeAnyWeightIsRead() {
        List<String> args = train("estimated");
        args.add("--estimate");
        Cli cli = Cli.run(args);
        assertThat(cli.exitCode()).as(cli.err()).isZero();
        assertThat(cli.out())
                .containsPattern("[\\d,]+ of [\\d,]+ parameters are trained\n")
                .containsPattern("weights +0.00 GB  float32\n")
                .containsPattern("total +\\d+.\\d\\d GB  of [\\d.]+ GB of this machine\n");
        assertThat(folder.resolve("estimated")).doesNotExist();
    }

    @Test
    void anExportIsCompleteNamesItsRunAndIsTheSameAgain() throws Exception {
        List<String> args = train("run");
        args.addAll(List.of("--set", "steps=2"));
        assertThat(Cli.run(args).exitCode()).isZero();
        List<Path> exports = List.of(folder.resolve("a"), folder.resolve("b"));
        for (Path out : exports) { // each in a process of its own, as users do it
            String run = folder.resolve("run").toString();
            Process export = new ProcessBuilder(
                            Program.command("train", "export", run, out.toString(), "--dtype", "float16"))
                    .inheritIO()
                    .start();
            assertThat(export.waitFor()).isZero();
        }
        for (String name : List.of(
                "README.md",
                "config.json",
                "generation_config.json",
                "tokenizer_config.json",
                "qwen.tiktoken",
                "model.safetensors")) {
            assertThat(Files.mismatch(
                            exports.get(0).resolve(name), exports.get(1).resolve(name)))
                    .as(name)
                    .isEqualTo(-1);
        }
        assertThat(Files.readString(exports.get(0).resolve("README.md")))
                .contains("| stage | multitask |", "| updates | 2 |", "| data | synthetic scenes |", "float16")
                .doesNotContain(folder.toString());
        assertThat(Cli.run("inspect", exports.get(0).toString()).out()).contains("F16");
        Cli refused = Cli.run("train", "export", folder.resolve("run").toString(), "x", "--dtype", "int8");
        assertThat(refused.err()).isEqualTo("qwenvl: dtype is int8: export writes float32, bfloat16 or float16\n");
    }

    @Test
    void whatIsTrainedIsExportedAndExamined() throws IOException {
        List<String> args = train("run");
        args.addAll(List.of("--set", "steps=2", "--print-every", "1"));
        Cli trained = Cli.run(args);
        assertThat(trained.err()).containsPattern("update 2/2  loss [\\d.]+  [\\d.]+ samples/s  [\\d,]+ tokens/s");
        Path out = folder.resolve("out");
        Cli exported =
                Cli.run("train", "export", folder.resolve("run").toString(), out.toString(), "--chat-format", "chatml");
        assertThat(exported.exitCode()).as(exported.err()).isZero();
        Cli inspected = Cli.run("inspect", out.toString());
        assertThat(inspected.out()).contains("prompts     chatml", "BF16");
        Path scenes = folder.resolve("scenes");
        Cli.run("data", "scenes", scenes.toString(), "--count", "4", "--split", "held_out", "--tasks", "vqa_color,ocr");
        Cli exam = Cli.run("eval", "scenes", "--model", out.toString(), "--data", scenes.toString());
        assertThat(exam.exitCode()).as(exam.err()).isZero();
        assertThat(exam.out().lines().toList())
                .last()
                .asString()
                .startsWith("{\"")
                .contains("\"questions\":");
    }

    @Test
    void scenesAreWrittenTheSameAgain() throws IOException {
        for (String name : List.of("a", "b")) {
            Cli cli = Cli.run("data", "scenes", folder.resolve(name).toString(), "--count", "5", "--seed", "3");
            assertThat(cli.exitCode()).as(cli.err()).isZero();
        }
        assertThat(Files.mismatch(folder.resolve("a/samples.jsonl"), folder.resolve("b/samples.jsonl")))
                .isEqualTo(-1);
    }

    @Test
    void senselessCallsAreOneLine() {
        assertThat(Cli.run("train", "sft").err()).isEqualTo("qwenvl: give the run's folder with --run DIR\n");
        assertThat(Cli.run("train", "--run", folder.toString()).err())
                .startsWith("qwenvl: give a preset: vision-start");
        String run = folder.resolve("r").toString();
        assertThat(Cli.run("train", "sft", "--run", run, "--set", "speed=2").err())
                .startsWith("qwenvl: preset sft: unknown key speed (known: accumulation,");
        assertThat(Cli.run("train", "sft", "--run", run).err()).contains("give --from DIR");
        assertThat(Cli.run("train", "sft", "--run", run, "--from", folder.toString())
                        .exitCode())
                .isEqualTo(1);
        assertThat(Cli.run("data").exitCode()).isEqualTo(2);
        assertThat(Cli.run("data", "scenes", run, "--chat", "2").err()).contains("chat is 2.0");
        assertThat(Cli.run("eval", "scenes", "--tasks", "juggling").exitCode()).isEqualTo(2);
    }
}
