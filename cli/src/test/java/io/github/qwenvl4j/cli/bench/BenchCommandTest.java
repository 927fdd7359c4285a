package io.github.qwenvl4j.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.qwenvl4j.cli.Cli;
import io.github.qwenvl4j.testing.Fixtures;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code bench} and {@code quantize} on the tiny model. */
class BenchCommandTest {

    private static final String TINY = Fixtures.path("tiny-vl").toString();

    @TempDir
    private Path folder;

    @Test
    void aCardIsFollowedByOneLineOfJson() throws IOException {
        String packed = folder.resolve("packed").toString();
        assertThat(Cli.run("quantize", TINY, packed, "--dtype", "int4").exitCode())
                .isZero();
        Cli cli = Cli.run("bench", "--model", packed, "--prompts", "9", "--contexts", "20", "--batches", "1,3");
        assertThat(cli.err()).isEmpty();
        assertThat(cli.out()).contains("int4", "of the read bandwidth", "of what the ");
        String last = cli.out().lines().reduce((a, b) -> b).orElseThrow();
        JsonNode figures = new ObjectMapper().readTree(last);
        assertThat(figures.required("kernels").asText()).isNotBlank();
        assertThat(figures.required("vision_limit_fraction").asDouble()).isPositive();
        assertThat(figures.required("int4_limit_gops").asDouble()).isPositive();
        // What the unit does from its registers is more than a product reaches.
        assertThat(figures.required("prefill_9_limit_fraction").asDouble()).isLessThan(1);
        assertThat(figures.required("dtype").asText()).isEqualTo("int4");
        for (String key :
                new String[] {"vision_limit", "prefill_9_limit", "decode_b1_c20_bandwidth", "decode_b3_c20_bandwidth"
                }) {
            assertThat(figures.required(key + "_fraction").asDouble()).as(key).isPositive();
        }
    }

    @Test
    void badInputIsOneLine() {
        fails(
                "unknown random model 'big': use one of 300m, qwen-vl, qwen3-vl-2b, qwen3-vl-4b, qwen3-vl-8b",
                "bench",
                "--random",
                "big");
        fails("--write needs --random", "bench", "--write", folder + "/w");
        fails("batches has 0, but each must be from 1 to 65536", "bench", "--model", TINY, "--batches", "0");
        fails("dtype is 'float32', but must be int8 or int4", "quantize", TINY, folder + "/x", "--dtype", "float32");
        fails("/no/such: no such folder", "quantize", "/no/such", folder + "/x");
    }

    private static void fails(String message, String... args) {
        Cli cli = Cli.run(args);
        assertThat(cli.exitCode()).isEqualTo(1);
        assertThat(cli.err()).isEqualTo("qwenvl: " + message + System.lineSeparator());
    }
}
