package io.github.qwenvl4j.cli.model;

import io.github.qwenvl4j.checkpoint.Checkpoint;
import io.github.qwenvl4j.cli.options.ProgramVersion;
import io.github.qwenvl4j.family.Families;
import io.github.qwenvl4j.hub.HubSettings;
import io.github.qwenvl4j.hub.ModelHub;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code qwenvl inspect}: shows what a checkpoint contains. Reads only the headers, no weights. */
@Command(
        name = "inspect",
        description =
                "Shows a checkpoint's configuration, parameters, memory needs and tensors, and checks that it is complete.",
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class,
        footer = {"", "Example:", "  qwenvl inspect Qwen-VL-Chat"})
public final class InspectCommand implements Callable<Integer> {

    @Parameters(
            paramLabel = "DIR|NAME",
            description = "Checkpoint directory in the published layout, or the name of a pulled model.")
    private String model;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        try (Checkpoint checkpoint = Families.open(new ModelHub(HubSettings.fromEnvironment()).locate(model))) {
            CheckpointReport report = new CheckpointReport(checkpoint);
            PrintWriter out = spec.commandLine().getOut();
            report.configuration().forEach(out::println);
            out.println();
            report.parameters().forEach(out::println);
            out.println();
            report.memory().forEach(out::println);
            out.println();
            report.tensors().forEach(out::println);
            checkpoint.requireComplete();
        }
        return ExitCode.OK;
    }
}
