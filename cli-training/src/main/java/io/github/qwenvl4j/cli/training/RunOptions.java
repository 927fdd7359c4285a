package io.github.qwenvl4j.cli.training;

import io.github.qwenvl4j.Device;
import io.github.qwenvl4j.cli.io.StopRequest;
import io.github.qwenvl4j.train.run.TrainingRun;
import java.io.PrintWriter;
import java.nio.file.Path;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** How a run is carried out. */
final class RunOptions {

    private static final int INTERRUPTED = 130;

    @Option(
            names = "--accept-changes",
            description = "Resume although the preset or the data have changed since the run was begun.")
    private boolean acceptChanges;

    @Option(names = "--estimate", description = "Only print the memory that the run needs; no weight is read.")
    private boolean estimate;

    @Option(names = "--device", paramLabel = "NAME", defaultValue = "cpu", description = "cpu (default) or cuda.")
    private String device;

    @Option(
            names = "--print-every",
            paramLabel = "N",
            defaultValue = "20",
            description = "Updates between progress lines if there is no terminal (default ${DEFAULT-VALUE}).")
    private long printEvery;

    Device device() {
        return Device.of(device);
    }

    /** @return the exit code */
    int run(TrainingRun training, CommandSpec spec) {
        PrintWriter out = spec.commandLine().getOut();
        if (estimate) {
            new EstimateText(training.estimate()).print(out);
            return ExitCode.OK;
        }
        TrainingRun wanted = acceptChanges ? training.acceptingChanges() : training;
        try (StopRequest stop = new StopRequest()) {
            PrintWriter err = spec.commandLine().getErr();
            try (TrainingProgress progress = new TrainingProgress(err, Math.max(1, printEvery))) {
                Path saved = wanted.run(progress, stop);
                out.println(saved);
            }
            return stop.getAsBoolean() ? INTERRUPTED : ExitCode.OK;
        }
    }
}
