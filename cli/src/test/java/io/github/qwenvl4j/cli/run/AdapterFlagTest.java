package io.github.qwenvl4j.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.qwenvl4j.cli.Cli;
import io.github.qwenvl4j.testing.Fixtures;
import io.github.qwenvl4j.testing.MadeAdapter;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code --adapter} of the commands that ask one model. */
class AdapterFlagTest {

    private static final String MODEL = Fixtures.path("tiny-vl").toString();

    @TempDir
    private static Path folder;

    private static String adapter;

    @BeforeAll
    static void write() {
        adapter = MadeAdapter.write(folder.resolve("made"), Path.of(MODEL), ".*(c_attn|w1|w2)", 7)
                .toString();
    }

    private static String run(String... more) {
        String[] always = {"run", "--model", MODEL, "--temperature", "0", "--max-new-tokens", "12", "Where is it?"};
        String[] all = Stream.of(always, more).flatMap(Stream::of).toArray(String[]::new);
        Cli cli = Cli.run(all);
        assertThat(cli.exitCode()).as(cli.err()).isZero();
        return cli.out();
    }

    @Test
    void chatAnswersThroughTheAdapterAsRunDoes() {
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream("Where is it?\n".getBytes(StandardCharsets.UTF_8)));
        try {
            Cli chat = Cli.run(
                    "chat", "--model", MODEL, "--adapter", adapter, "--temperature", "0", "--max-new-tokens", "12");
            assertThat(chat.exitCode()).as(chat.err()).isZero();
            assertThat(chat.out()).contains(run("--adapter", adapter).strip());
            assertThat(chat.out()).doesNotContain(run().strip());
        } finally {
            System.setIn(before);
        }
    }

    @Test
    void benchMeasuresThroughAnAdapter() {
        String[] decode = {"--only", "decode", "--contexts", "20", "--batches", "1", "--json"};
        String[] written = {"bench", "--model", MODEL, "--adapter", adapter};
        String[] random = {"bench", "--random", "300m", "--dtype", "int4", "--adapter-rank", "8"};
        for (String[] given : new String[][] {written, random}) {
            Cli bench = Cli.run(Stream.of(given, decode).flatMap(Stream::of).toArray(String[]::new));
            assertThat(bench.exitCode()).as(bench.err()).isZero();
            assertThat(bench.out()).contains("decode", "adapter_b1_c20_cost");
        }
    }

    @Test
    void whatIsNoAdapterIsRefusedInOneLine() throws IOException {
        Path empty = Files.createDirectory(folder.resolve("empty"));
        Cli cli = Cli.run("run", "--model", MODEL, "--adapter", empty.toString(), "x");
        assertThat(cli.exitCode()).isEqualTo(1);
        assertThat(cli.err()).isEqualTo("qwenvl: " + empty + ": no adapter here (adapter_config.json is missing)\n");
        Path data = Files.writeString(folder.resolve("own.jsonl"), "{\"question\": \"x\", \"answer\": \"y\"}\n");
        String out = folder.resolve("scores").toString();
        String[] own = {"eval", "own", "--data", data.toString(), "--out", out};
        String[] elsewhere = {"--endpoint", "http://127.0.0.1:9/v1", "--adapter", empty.toString()};
        Cli remote = Cli.run(Stream.of(own, elsewhere).flatMap(Stream::of).toArray(String[]::new));
        assertThat(remote.err()).contains("--adapter " + empty + ": is for --model");
        assertThat(remote.exitCode()).isNotZero();
    }
}
