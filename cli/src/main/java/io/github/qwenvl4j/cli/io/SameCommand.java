package io.github.qwenvl4j.cli.io;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** The command that is running, to be run once more by another process, in a JVM like this one. */
public final class SameCommand {

    private SameCommand() {}

    /**
     * @param jvmOptions in addition to those of this JVM
     * @param more an option in addition to those of the command
     */
    public static List<String> of(CommandSpec spec, List<String> jvmOptions, String more) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(jvmOptions);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "io.github.qwenvl4j.cli.Main"));
        command.addAll(spec.root().commandLine().getParseResult().originalArgs());
        command.add(more);
        return command;
    }
}
