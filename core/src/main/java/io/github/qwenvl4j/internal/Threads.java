package io.github.qwenvl4j.internal;

import io.github.qwenvl4j.checkpoint.ModelConfig;
import io.github.qwenvl4j.cpu.ComputeThreads;
import java.util.OptionalInt;

/** How many threads a model computes with. */
public final class Threads {

    /** Parameters from which a step is long enough to be shared. */
    private static final long LARGE = 100_000_000;

    private Threads() {}

    public static void use(OptionalInt chosen, ModelConfig config) {
        ComputeThreads.choose(chosen.orElseGet(() -> sensible(config)));
    }

    private static int sensible(ModelConfig config) {
        boolean shared = config.tensors().parameters() >= LARGE;
        return shared || ComputeThreads.isChosen() ? ComputeThreads.all() : 1;
    }
}
