package io.github.qwenvl4j.cli;

import io.github.qwenvl4j.QwenVlException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.Parameters;

/** The text a command works on. */
final class PromptParameter {

    @Parameters(paramLabel = "PROMPT", description = "The text; - reads it from standard input.")
    private String prompt;

    /** @throws QwenVlException when it is empty */
    String text() throws IOException {
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
