package io.github.qwenvl4j.internal;

import io.github.qwenvl4j.checkpoint.ExpectedTensors;
import io.github.qwenvl4j.checkpoint.QwenVlConfig;
import io.github.qwenvl4j.tensor.NativeRuntime;
import java.util.OptionalInt;

/** How many threads a model computes with. */
public final class Threads {

    /** Parameters from which a step is long enough to be shared. */
    private static final long LARGE = 100_000_000;

    private Threads() {}

    public static void use(OptionalInt chosen, QwenVlConfig config) {
        NativeRuntime.useThreads(chosen.orElseGet(() -> sensible(config)));
    }

    private static int sensible(QwenVlConfig config) {
        boolean shared = ExpectedTensors.of(config).parameters() >= LARGE;
        return shared || NativeRuntime.userChoseThreads() ? NativeRuntime.allThreads() : 1;
    }
}
