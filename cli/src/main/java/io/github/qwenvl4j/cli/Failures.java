package io.github.qwenvl4j.cli;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.tensor.LibTorch;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Turns whatever goes wrong into one line on stderr and an exit code; stack traces only when asked for. */
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
            return failure.getMessage();
        }
        boolean command = !unmatched.isUnknownOption()
                && !failure.getCommandLine().getSubcommands().isEmpty();
        String typed = unmatched.getUnmatched().get(0);
        String unknown = command ? "unknown command '" + typed + "'" : failure.getMessage();
        List<String> near = unmatched.getSuggestions().stream()
                .filter(name -> isMisspelt(typed, name))
                .toList();
        return near.isEmpty() ? unknown : unknown + "; did you mean " + String.join(" or ", near) + "?";
    }

    /** The parser's suggestions have little in common with what was typed; a slip changes a letter or two. */
    private static boolean isMisspelt(String typed, String name) {
        int[] distances =
                IntStream.rangeClosed(0, name.length()).toArray(); // of what was typed so far to the name's parts
        for (int i = 1; i <= typed.length(); i++) {
            int diagonal = distances[0];
            distances[0] = i;
            for (int j = 1; j <= name.length(); j++) {
                int change = diagonal + (typed.charAt(i - 1) == name.charAt(j - 1) ? 0 : 1);
                diagonal = distances[j];
                distances[j] = Math.min(change, 1 + Math.min(distances[j], distances[j - 1]));
            }
        }
        return distances[name.length()] <= 2 || name.startsWith(typed);
    }

    @Override
    public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed) {
        boolean readerGone = failure instanceof QwenVlException ended
                && ended.kind() == QwenVlException.Kind.CANCELLED
                && command.getOut().checkError();
        if (readerGone) {
            return ExitCode.OK; // Main tells why the output was lost
        }
        String line = failure instanceof QwenVlException
                ? oneLine(failure.getMessage())
                : "unexpected " + oneLine(failure.toString()) + " (--debug shows where)";
        print(command, line, failure);
        return ExitCode.SOFTWARE;
    }

    /** What no command catches: memory that runs out, libraries that cannot be loaded. */
    int handleError(Error failure, CommandLine command) {
        print(command, oneLine(said(failure)), failure);
        return ExitCode.SOFTWARE;
    }

    private static String said(Error failure) {
        if (failure instanceof OutOfMemoryError) {
            return "out of memory: " + failure.getMessage();
        }
        return failure instanceof LinkageError linkage && concernsLibTorch(linkage)
                ? LibTorch.refusal(linkage).getMessage()
                : "unexpected " + failure + " (--debug shows where)";
    }

    private static boolean concernsLibTorch(LinkageError failure) {
        return failure instanceof UnsatisfiedLinkError
                || String.valueOf(failure.getMessage()).contains("bytedeco");
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
