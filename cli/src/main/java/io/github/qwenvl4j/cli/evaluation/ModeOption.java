package io.github.qwenvl4j.cli.evaluation;

import io.github.qwenvl4j.evaluate.metric.Mode;
import picocli.CommandLine.Option;

/** By which rule answers are scored. */
final class ModeOption {

    @Option(
            names = "--mode",
            paramLabel = "MODE",
            defaultValue = "official",
            description =
                    "official (default): exactly as the published programs count, for comparison with published numbers; "
                            + "strict: without their peculiarities. The result says how they differ.")
    private Mode mode;

    Mode mode() {
        return mode;
    }
}
