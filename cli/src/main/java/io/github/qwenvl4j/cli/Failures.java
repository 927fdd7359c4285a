package io.github.qwenvl4j.cli;

import io.github.qwenvl4j.QwenVlException;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns every error into one line on stderr and an exit code; prints stack traces only on request. */
record Failures(BooleanSupplier debug) implements IParameterExceptionHandler, IExecutionExceptionHandler {

    @Override
    public int handleParseException(ParameterException failure, String[] args) {
        CommandLine command = failure.getCommandLine();
        String name = command.getCommandSpec().qualifiedName();
        print(command, oneLine(said(failure)) + " (see " + name + " --help)", failure);
        return ExitCode.USAGE;
    }

    private static String said(ParameterException failure) {
        if (!(failure instanceof UnmatchedArgumentException unmatched)) {
            return withoutTypes(failure.getMessage());
        }
        CommandLine command = failure.getCommandLine();
        String typed = unmatched.getUnmatched().get(0);
        if (unmatched.isUnknownOption()) {
            Set<String> options = command.getCommandSpec().optionsMap().keySet();
            return failure.getMessage() + suggestion(options, typed.replaceFirst("=.*", ""));
        }
        Set<String> commands = command.getSubcommands().keySet();
        return commands.isEmpty()
                ? failure.getMessage()
                : "unknown command '" + typed + "'" + suggestion(commands, typed);
    }

    /** Picocli names the types of Java that an option has. */
    private static String withoutTypes(String message) {
        return message.replaceAll("('[-+]?\\d+') is not an? (int|long)$", "$1 is too large")
                .replaceAll("is not an? (int|long)$", "is not a whole number")
                .replaceAll("is not a (double|float)$", "is not a number");
    }

    private static String suggestion(Set<String> known, String typed) {
        List<String> near = new NearNames(known).of(typed);
        return near.isEmpty() ? "" : "; did you mean " + String.join(" or ", near) + "?";
    }

    @Override
    public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed) {
        boolean readerGone = failure instanceof QwenVlException ended
                && ended.kind() == QwenVlException.Kind.CANCELLED
                && command.getOut().checkError();
        if (readerGone) {
            return ExitCode.OK; // Main reports why the output was lost
        }
        String line = failure instanceof QwenVlException
                ? oneLine(failure.getMessage())
                : "unexpected " + oneLine(failure.toString()) + " (--debug shows where)";
        print(command, line, failure);
        return ExitCode.SOFTWARE;
    }

    /** Errors that no command catches: out of memory, libraries that cannot be loaded. */
    int handleError(Error failure, CommandLine command) {
        print(command, oneLine(said(failure)), failure);
        return ExitCode.SOFTWARE;
    }

    private static String said(Error failure) {
        if (failure instanceof OutOfMemoryError) {
            return "out of memory: " + failure.getMessage();
        }
        return failure.getCause() instanceof QwenVlException told // native code that is wanted before a model is opened
                ? told.getMessage()
                : "unexpected " + failure + " (--debug shows where)";
    }

    private void print(CommandLine command, String line, Throwable failure) {
        command.getOut().flush();
        command.getErr().println("qwenvl: " + line);
        if (debug.getAsBoolean()) {
            failure.printStackTrace(command.getErr());
        }
        command.getErr().flush();
    }

    private static String oneLine(String message) {
        return message.strip().replaceAll("\\s*\\R\\s*", "; ");
    }
}
