package io.github.qwenvl4j.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.qwenvl4j.cli.Cli;
import io.github.qwenvl4j.testing.Fixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** {@code bench} and {@code quantize} on the tiny model. */
@Tag("slow") // runs on one JDK
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
        assertThat(cachesToWeights(figures, 3)).isCloseTo(3 * cachesToWeights(figures, 1), withinPercentage(2));
    }

    /** How much a step reads of keys and values, as a part of the weights. */
    private static double cachesToWeights(JsonNode figures, int batch) {
        String key = "decode_b" + batch + "_c20_";
        double weights = figures.required(key + "bandwidth_fraction").asDouble();
        return figures.required(key + "with_cache_fraction").asDouble() / weights - 1;
    }

    @Test
    void badInputIsOneLine() {
        fails(
                "unknown random model 'big': use one of 300m, qwen-vl, qwen3-vl-2b, qwen3-vl-4b, qwen3-vl-8b",
                "bench",
                "--random",
                "big");
        fails("--write needs --random", "bench", "--write", folder + "/w");
        fails(
                "--against takes llama.cpp=DIR, and needs --random",
                "bench",
                "--model",
                TINY,
                "--against",
                "llama.cpp=x");
        fails(
                folder + "/llama-bench: no such file; build llama.cpp and put it there",
                "bench",
                "--random",
                "300m",
                "--dtype",
                "int4",
                "--against",
                "llama.cpp=" + folder);
        fails("batches has 0, but each must be from 1 to 65536", "bench", "--model", TINY, "--batches", "0");
        fails("dtype is 'float32', but must be int8 or int4", "quantize", TINY, folder + "/x", "--dtype", "float32");
        fails("/no/such: no such folder", "quantize", "/no/such", folder + "/x");
    }

    /** What llama-bench prints, and whether it is asked for as much as is measured here. */
    @Test
    @DisabledOnOs(OS.WINDOWS)
    void figuresAreComparedWithThoseOfLlamaCpp() throws IOException {
        Path program = Files.writeString(
                folder.resolve("llama-bench"), "#!/bin/sh\necho \"$@\" >>\"$0.asked\"\necho '[{\"avg_ts\": 0.5}]'\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();
        Files.createFile(folder.resolve("300m-q8_0.gguf"));
        String[] args = {"bench", "--random", "300m", "--dtype", "int8", "--only", "decode", "--contexts", "20"};
        String[] more = {"--batches", "1,2", "--threads", "2", "--against", "llama.cpp=" + folder};
        Cli cli = Cli.run(Stream.of(args, more).flatMap(Arrays::stream).toArray(String[]::new));
        assertThat(cli.err()).isEmpty();
        String last = cli.out().lines().reduce((a, b) -> b).orElseThrow();
        JsonNode figures = new ObjectMapper().readTree(last);
        double here = figures.required("decode_b1_c20_tokens_per_s").asDouble();
        assertThat(figures.required("decode_b1_c20_to_llama_cpp").asDouble()).isCloseTo(2 * here, withinPercentage(1));
        assertThat(Files.readAllLines(folder.resolve("llama-bench.asked")))
                .singleElement(STRING)
                .contains("300m-q8_0.gguf", "-t 2 ", "-p 0 ", "-d 20");
    }

    private static void fails(String message, String... args) {
        Cli cli = Cli.run(args);
        assertThat(cli.exitCode()).isEqualTo(1);
        assertThat(cli.err()).isEqualTo("qwenvl: " + message + System.lineSeparator());
    }
}
