package io.github.qwenvl4j.cli;

import io.github.qwenvl4j.QwenVlException;
import java.util.function.BooleanSupplier;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Turns whatever goes wrong into one line on stderr and an exit code; stack traces only when asked for. */
record Failures(BooleanSupplier debug) implements IParameterExceptionHandler, IExecutionExceptionHandler {

    @Override
    public int handleParseException(ParameterException failure, String[] args) {
        CommandLine command = failure.getCommandLine();
        String name = command.getCommandSpec().qualifiedName();
        print(command, oneLine(failure.getMessage()) + " (see " + name + " --help)", failure);
        return ExitCode.USAGE;
    }

    @Override
    public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed) {
        String line = failure instanceof QwenVlException
                ? oneLine(failure.getMessage())
                : "unexpected " + oneLine(failure.toString()) + " (--debug shows where)";
        print(command, line, failure);
        return ExitCode.SOFTWARE;
    }

    private void print(CommandLine command, String line, Exception failure) {
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
