package io.github.qwenvl4j.cli.training;

import io.github.qwenvl4j.Device;
import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.cli.io.StopRequest;
import io.github.qwenvl4j.train.parallel.Member;
import io.github.qwenvl4j.train.run.TrainingRun;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** How a run is carried out. */
final class RunOptions {

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

    @Mixin
    private ProcessOptions processes;

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
        if (processes.startsOthers()) {
            try (ProcessTeam team = processes.team()) {
                return team.run(spec);
            }
        }
        try (StopRequest stop = new StopRequest()) {
            return processes.isMember() ? runAmongOthers(wanted, stop, spec) : shown(wanted, stop, spec);
        }
    }

    private int runAmongOthers(TrainingRun training, StopRequest signals, CommandSpec spec) {
        Member member = processes.member();
        StarterWatch starter = StarterWatch.begin();
        BooleanSupplier stop = () -> signals.getAsBoolean() || starter.getAsBoolean();
        TrainingRun own = training.as(member);
        if (member.isFirst()) {
            return shown(own, stop, spec);
        }
        try {
            own.run(update -> {}, stop);
            return exitCode(stop);
        } catch (QwenVlException e) {
            throw new QwenVlException(e.kind(), member.name() + ": " + e.getMessage(), e);
        }
    }

    private int shown(TrainingRun training, BooleanSupplier stop, CommandSpec spec) {
        PrintWriter err = spec.commandLine().getErr();
        try (TrainingProgress progress = new TrainingProgress(err, Math.max(1, printEvery))) {
            Path saved = training.run(progress, stop);
            spec.commandLine().getOut().println(saved);
        }
        return exitCode(stop);
    }

    private static int exitCode(BooleanSupplier stop) {
        return stop.getAsBoolean() ? StopRequest.EXIT_CODE : ExitCode.OK;
    }
}
