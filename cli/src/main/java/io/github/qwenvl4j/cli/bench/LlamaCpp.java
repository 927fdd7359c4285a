package io.github.qwenvl4j.cli.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.qwenvl4j.Precision;
import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.QwenVlException.Kind;
import io.github.qwenvl4j.cpu.ComputeThreads;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * llama.cpp's own benchmark of a model of the same shape, on as many threads. The folder has its program {@value #PROGRAM}, and
 * models that {@code core/src/test/python/random_gguf.py} writes.
 */
record LlamaCpp(Path folder, String shape, Precision precision) {

    static final String NAME = "llama.cpp";

    private static final String PROGRAM = "llama-bench";
    private static final Map<Precision, String> FORMS =
            Map.of(Precision.INT4, "q4_0", Precision.INT8, "q8_0", Precision.BFLOAT16, "bf16");
    private static final int TOKENS = 32;
    private static final int RUNS = 3;

    LlamaCpp {
        if (!FORMS.containsKey(precision)) {
            throw new QwenVlException("--against " + NAME + " needs int4, int8 or bfloat16 weights, not " + precision);
        }
        requireFile(folder.resolve(PROGRAM), "build " + NAME + " and put it there");
        requireFile(model(folder, shape, precision), "core/src/test/python/random_gguf.py writes it");
    }

    /** @param against folders by the name of what is in them: nothing, or {@value #NAME} alone */
    static Optional<LlamaCpp> of(Map<String, Path> against, Optional<String> shape, Supplier<Precision> precision) {
        if (!against.isEmpty() && (shape.isEmpty() || !against.keySet().equals(Set.of(NAME)))) {
            throw new QwenVlException("--against takes " + NAME + "=DIR, and needs --random");
        }
        return against.values().stream().findFirst().map(folder -> new LlamaCpp(folder, shape.get(), precision.get()));
    }

    private static Path model(Path folder, String shape, Precision precision) {
        return folder.resolve(shape + "-" + FORMS.get(precision) + ".gguf");
    }

    private static void requireFile(Path file, String remedy) {
        if (!Files.isRegularFile(file)) {
            throw new QwenVlException(Kind.FILE, file + ": no such file; " + remedy);
        }
    }

    /** The form of its weights. */
    String form() {
        return FORMS.get(precision);
    }

    /** Tokens per second of an answer behind so many rows. */
    double decode(int context) {
        return run("-p", "0", "-n", Integer.toString(TOKENS), "-d", Integer.toString(context));
    }

    /** Rows per second of a prompt. */
    double prefill(int rows) {
        return run("-p", Integer.toString(rows), "-n", "0");
    }

    private double run(String... test) {
        List<String> command = new ArrayList<>(List.of(
                folder.resolve(PROGRAM).toAbsolutePath().toString(),
                "-m",
                model(folder, shape, precision).toString(),
                "-t",
                Integer.toString(ComputeThreads.inUse()),
                "-r",
                Integer.toString(RUNS),
                "-o",
                "json"));
        command.addAll(List.of(test));
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            process.getOutputStream().close();
            byte[] output = process.getInputStream().readAllBytes();
            int exit = process.waitFor();
            JsonNode rate =
                    exit == 0 ? new ObjectMapper().readTree(output).path(0).path("avg_ts") : null;
            if (rate == null || !rate.isNumber()) {
                throw new QwenVlException(String.join(" ", command) + ": no figure, exit code " + exit);
            }
            return rate.asDouble();
        } catch (IOException e) {
            throw new QwenVlException(Kind.FILE, folder.resolve(PROGRAM) + ": cannot be run", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while llama.cpp computes", e);
        }
    }
}
