package io.github.qwenvl4j.cli;

import io.github.qwenvl4j.QwenVlException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The text a command works on. */
final class PromptParameter {

    @Parameters(paramLabel = "PROMPT", arity = "0..1", description = "The text; - reads it from standard input.")
    private String prompt;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    boolean given() {
        return prompt != null;
    }

    /** @throws QwenVlException when it is empty */
    String text() throws IOException {
        if (prompt == null) {
            throw new ParameterException(command.commandLine(), "Missing required parameter: 'PROMPT'");
        }
        String text = prompt.equals("-") ? standardInput() : prompt;
        if (text.isEmpty()) {
            throw new QwenVlException("the prompt is empty");
        }
        return text;
    }

    /** Without the line break that ends the last line of a file. */
    private static String standardInput() throws IOException {
        return new String(System.in.readAllBytes(), StandardCharsets.UTF_8).replaceFirst("\\R\\z", "");
    }
}
