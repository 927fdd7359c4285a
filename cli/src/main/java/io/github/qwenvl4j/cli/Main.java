package io.github.qwenvl4j.cli;

import io.github.qwenvl4j.cli.batch.BatchCommand;
import io.github.qwenvl4j.cli.bench.BenchCommand;
import io.github.qwenvl4j.cli.chat.ChatCommand;
import io.github.qwenvl4j.cli.evaluation.EvalCommand;
import io.github.qwenvl4j.cli.io.WatchedOutput;
import io.github.qwenvl4j.cli.model.InspectCommand;
import io.github.qwenvl4j.cli.model.PullCommand;
import io.github.qwenvl4j.cli.model.QuantizeCommand;
import io.github.qwenvl4j.cli.model.TokenizeCommand;
import io.github.qwenvl4j.cli.options.CommandGroup;
import io.github.qwenvl4j.cli.options.ProgramVersion;
import io.github.qwenvl4j.cli.run.RunCommand;
import io.github.qwenvl4j.cli.serve.ServeCommand;
import io.github.qwenvl4j.file.FileProblem;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The {@code qwenvl} command: its subcommands, output and errors. */
@Command(
        name = "qwenvl",
        description = "Qwen-VL in Java: answers questions about pictures with text and boxes.",
        subcommands = {
            RunCommand.class,
            ChatCommand.class,
            BatchCommand.class,
            ServeCommand.class,
            PullCommand.class,
            InspectCommand.class,
            TokenizeCommand.class,
            QuantizeCommand.class,
            BenchCommand.class,
            EvalCommand.class,
            CompletionCommand.class
        },
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class,
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
            "Exit codes: 0 done, 1 bad input or output that cannot be written (one line says which), 2 wrong usage,",
            "130 interrupted, 141 the reader of the output has gone."
        })
public final class Main extends CommandGroup {

    private static final int READER_GONE = 141; // as for a program that SIGPIPE ends

    @Option(
            names = "--debug",
            scope = ScopeType.INHERIT,
            description = "Print stack traces of errors (also: environment variable QWENVL_DEBUG).")
    private boolean debug;

    private Main() {}

    public static void main(String[] args) {
        WatchedOutput out = new WatchedOutput(new FileOutputStream(FileDescriptor.out));
        PrintWriter err = new WatchedOutput(new FileOutputStream(FileDescriptor.err)).writer();
        int exitCode = execute(args, out.writer(), err);
        System.exit(exitCode == ExitCode.OK ? whetherItArrived(out, err) : exitCode);
    }

    private static int whetherItArrived(WatchedOutput out, PrintWriter err) {
        if (out.failure().isEmpty()) {
            return ExitCode.OK;
        }
        if (out.readerGone()) {
            return READER_GONE;
        }
        err.println("qwenvl: standard output cannot be written: "
                + FileProblem.reason(out.failure().get()));
        err.flush();
        return ExitCode.SOFTWARE;
    }

    /** Runs a command line and returns the exit code. */
    static int execute(String[] args, PrintWriter out, PrintWriter err) {
        Main main = new Main();
        Failures failures = new Failures(() -> main.debug || System.getenv("QWENVL_DEBUG") != null);
        CommandLine commands = new CommandLine(main);
        Modules.addTo(commands);
        commands.setOut(out)
                .setErr(err)
                .setParameterExceptionHandler(failures)
                .setExecutionExceptionHandler(failures)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExpandAtFiles(false)
                .setUsageHelpAutoWidth(true);
        int exitCode;
        try {
            exitCode = commands.execute(args);
        } catch (Error e) {
            exitCode = failures.handleError(e, commands);
        }
        out.flush();
        err.flush();
        return exitCode;
    }
}
