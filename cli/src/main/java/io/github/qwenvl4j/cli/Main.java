package io.github.qwenvl4j.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The {@code qwenvl} command: its parts, and how they print and fail. */
@Command(
        name = "qwenvl",
        description = "Qwen-VL in Java: give it pictures and words, get text and boxes.",
        subcommands = {
            RunCommand.class,
            ChatCommand.class,
            ServeCommand.class,
            PullCommand.class,
            InspectCommand.class,
            TokenizeCommand.class,
            QuantizeCommand.class,
            BenchCommand.class,
            TrainCommand.class,
            DataCommand.class,
            EvalCommand.class
        },
        mixinStandardHelpOptions = true,
        versionProvider = BuildInfo.class,
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Examples:",
            "  qwenvl run --model Qwen-VL-Chat --image beach.jpeg \"Where is the dog?\"",
            "  qwenvl run --model Qwen-VL-Chat --image a.png --image b.png --json \"What differs?\"",
            "  qwenvl pull Qwen/Qwen-VL-Chat",
            "  qwenvl chat --model Qwen/Qwen-VL-Chat",
            "  qwenvl serve --model Qwen-VL-Chat",
            "  qwenvl inspect Qwen-VL-Chat",
            "  qwenvl tokenize --model Qwen-VL-Chat \"<ref>the dog</ref>\"",
            "",
            "Exit codes: 0 done, 1 bad input (one line says which), 2 wrong usage, 130 interrupted."
        })
public final class Main {

    @Option(
            names = "--debug",
            scope = ScopeType.INHERIT,
            description = "Print stack traces of errors (also: environment variable QWENVL_DEBUG).")
    private boolean debug;

    private Main() {}

    public static void main(String[] args) {
        System.exit(execute(args, writer(FileDescriptor.out), writer(FileDescriptor.err)));
    }

    /** Runs a command line as the program does. */
    static int execute(String[] args, PrintWriter out, PrintWriter err) {
        Main main = new Main();
        Failures failures = new Failures(() -> main.debug || System.getenv("QWENVL_DEBUG") != null);
        int exitCode = new CommandLine(main)
                .setOut(out)
                .setErr(err)
                .setParameterExceptionHandler(failures)
                .setExecutionExceptionHandler(failures)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpAutoWidth(true)
                .execute(args);
        out.flush();
        err.flush();
        return exitCode;
    }

    /** UTF-8 whatever the locale says: answers may be Chinese anywhere. */
    private static PrintWriter writer(FileDescriptor descriptor) {
        return new PrintWriter(new OutputStreamWriter(new FileOutputStream(descriptor), StandardCharsets.UTF_8));
    }
}
