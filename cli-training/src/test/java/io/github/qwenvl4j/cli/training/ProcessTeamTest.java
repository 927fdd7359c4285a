package io.github.qwenvl4j.cli.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.qwenvl4j.cli.Cli;
import io.github.qwenvl4j.cli.Program;
import io.github.qwenvl4j.testing.Fixtures;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
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

/** Several processes that train one adapter: what people start, see and kill. */
@Timeout(600)
@Tag("slow") // runs on one JDK
class ProcessTeamTest {

    private static final int PATIENCE = 240;

    @TempDir
    private Path folder;

    private Path data;

    @BeforeEach
    void write() throws IOException {
        data = Files.writeString(
                folder.resolve("mine.csv"),
                "image,question,answer\nscene.png,What is this?,my own scene\nscene.png,Where is it?,here\n"
                        + "scene.png,Who?,nobody at all\n");
        Files.copy(Fixtures.path("images/scene-640x480.png"), folder.resolve("scene.png"));
    }

    private List<String> train(String out, int steps, String... more) {
        List<String> args = new ArrayList<>(List.of("train", "lora", "--data", data.toString()));
        args.addAll(List.of("--model", Fixtures.path("tiny-vl").toString(), "--out"));
        args.addAll(List.of(folder.resolve(out).toString(), "--max-length", "400", "--accumulation", "4"));
        args.addAll(List.of("--set", "compute=float32", "--set", "checkpointEvery=2", "--print-every", "1"));
        args.addAll(List.of("--steps", Integer.toString(steps)));
        args.addAll(List.of(more));
        return args;
    }

    private Process start(String errors, List<String> args) throws IOException {
        return new ProcessBuilder(Program.command(args.toArray(String[]::new)))
                .redirectOutput(folder.resolve(errors + ".out").toFile())
                .redirectError(folder.resolve(errors).toFile())
                .start();
    }

    private int end(Process process, String errors) throws Exception {
        assertThat(process.waitFor(PATIENCE, TimeUnit.SECONDS)).as(read(errors)).isTrue();
        return process.exitValue();
    }

    private String read(String name) throws IOException {
        return Files.readString(folder.resolve(name));
    }

    private List<JsonNode> log(String run) throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        Path log = folder.resolve(run).resolve("log.jsonl");
        for (String line : Files.exists(log) ? Files.readAllLines(log) : List.<String>of()) {
            lines.add(new ObjectMapper().readTree(line));
        }
        return lines;
    }

    @Test
    void twoProcessesComputeWhatOneDoes() throws Exception {
        Cli one = Cli.run(train("one", 3, "--eval-data", data.toString(), "--eval-every", "3"));
        assertThat(one.exitCode()).as(one.err()).isZero();
        Process team = start(
                "two.txt", train("two", 3, "--eval-data", data.toString(), "--eval-every", "3", "--processes", "2"));
        assertThat(end(team, "two.txt")).as(read("two.txt")).isZero();
        assertThat(read("two.txt.out")).isEqualTo(folder.resolve("two/step-00000003") + "\n");
        assertThat(read("two.txt").lines().filter(line -> line.startsWith("update ")))
                .hasSize(3);
        assertThat(log("two")).hasSize(3);
        for (int i = 0; i < 3; i++) {
            JsonNode wanted = log("one").get(i);
            for (String figure : List.of("/loss", "/gradNorm", "/heldOut/held_out")) {
                double value = wanted.at(figure).asDouble();
                assertThat(log("two").get(i).at(figure).asDouble()).isCloseTo(value, within(1e-6 * value));
            }
            assertThat(log("two").get(i).get("samples"))
                    .isEqualTo(wanted.get("samples"))
                    .isNotNull();
        }
    }

    /** Whichever process is killed, and what the user starts again goes on exactly. */
    @Test
    void aKilledProcessEndsAllAndTheRunIsResumed() throws Exception {
        assertThat(end(start("whole.txt", train("whole", 12, "--processes", "2")), "whole.txt"))
                .isZero();
        Process team = start("killed.txt", train("killed", 12, "--processes", "2"));
        while (team.isAlive() && log("killed").size() < 3) {
            TimeUnit.MILLISECONDS.sleep(5);
        }
        second(team).destroyForcibly();
        assertThat(end(team, "killed.txt")).as(read("killed.txt")).isEqualTo(1);
        assertThat(read("killed.txt").lines().filter(line -> line.startsWith("qwenvl: ")))
                .containsExactlyInAnyOrder(
                        "qwenvl: process 1 of 2 was ended by signal 9",
                        "qwenvl: process 1 of 2 has ended; the last good checkpoint is " + newest("killed"));
        Process again = start("again.txt", train("killed", 12, "--processes", "2"));
        assertThat(end(again, "again.txt")).as(read("again.txt")).isZero();
        assertThat(read("again.txt")).containsPattern("lora: resumes after (2|4|6|8|10) of 12 updates");
        assertThat(log("killed")).isEqualTo(log("whole"));
    }

    private Path newest(String run) throws IOException {
        try (var entries = Files.list(folder.resolve(run))) {
            return entries.filter(entry -> entry.getFileName().toString().startsWith("step-"))
                    .max(Path::compareTo)
                    .orElseThrow();
        }
    }

    private static ProcessHandle second(Process team) {
        return team.children()
                .filter(child -> commandLine(child).contains("--member=1/2@"))
                .findFirst()
                .orElseThrow();
    }

    private static String commandLine(ProcessHandle process) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(process.pid()), "cmdline"));
        } catch (IOException e) {
            return ""; // it has ended
        }
    }

    @Test
    void processesStartedOneByOneMeetAtAnAddress() throws Exception {
        String store = "127.0.0.1:" + freePort();
        Process second = start("b.txt", train("unused", 2, "--rank", "1", "--world", "2", "--store", store));
        Process first = start("a.txt", train("run", 2, "--rank", "0", "--world", "2", "--store", store));
        assertThat(end(first, "a.txt")).as(read("a.txt") + read("b.txt")).isZero();
        assertThat(end(second, "b.txt")).as(read("b.txt")).isZero();
        assertThat(log("run")).hasSize(2);
        assertThat(read("b.txt") + read("b.txt.out")).isEmpty();
        assertThat(folder.resolve("unused")).as("only the first one writes").doesNotExist();
    }

    /** Each says in one line what is wrong, with its own settings or those of the other. */
    @Test
    void processesWithDifferentSettingsDoNotTrain() throws Exception {
        String store = "127.0.0.1:" + freePort();
        Process first = start("a.txt", train("run", 2, "--rank", "0", "--world", "2", "--store", store));
        Process second =
                start("b.txt", train("run", 2, "--rank", "1", "--world", "2", "--store", store, "--set", "seed=7"));
        assertThat(end(second, "b.txt")).isEqualTo(1);
        assertThat(end(first, "a.txt")).isEqualTo(1);
        String reason = "process 1 of 2: other settings or data than those of process 0: settings.seed was ";
        assertThat(read("b.txt")).startsWith("qwenvl: " + reason).hasLineCount(1);
        assertThat(read("a.txt").lines().toList()).last().asString().startsWith("qwenvl: " + reason);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Test
    void senselessCallsAreOneLine() {
        assertThat(Cli.run(train("run", 1, "--processes", "2", "--rank", "0")).err())
                .isEqualTo("qwenvl: --processes and --rank contradict each other: give only one\n");
        assertThat(Cli.run(train("run", 1, "--rank", "16")).err())
                .isEqualTo("qwenvl: --rank, --world and --store HOST:PORT, for a process of several, belong together:"
                        + " give all three (the rank of an adapter is --adapter-rank)\n");
        assertThat(Cli.run(train("run", 1, "--rank", "2", "--world", "2", "--store", "localhost:1"))
                        .err())
                .isEqualTo("qwenvl: process 2 of 2: they are counted from 0 to 1\n");
        assertThat(Cli.run(train("run", 1, "--rank", "0", "--world", "2", "--store", "localhost"))
                        .err())
                .isEqualTo("qwenvl: --store is 'localhost', but must be HOST:PORT\n");
        assertThat(folder.resolve("run")).doesNotExist();
    }

    /** What is wrong for all is said once. */
    @Test
    void aProcessForWhichThereIsNoBatchIsRefused() throws Exception {
        Process team = start("team.txt", train("run", 1, "--processes", "5"));
        assertThat(end(team, "team.txt")).isEqualTo(1);
        assertThat(read("team.txt"))
                .isEqualTo("qwenvl: an update has 4 batches, too few for 5 processes: raise --accumulation\n");
    }
}
