package io.github.qwenvl4j.cli.options;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.cli.io.StandardInput;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The text that a command processes. */
public final class PromptParameter {

    @Parameters(
            paramLabel = "PROMPT",
            arity = "0..*",
            description = "The text; several words are joined by spaces; - reads standard input.")
    private List<String> words = List.of();

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    public boolean given() {
        return !words.isEmpty();
    }

    /** Whether the text comes from standard input. */
    public boolean piped() {
        return words.equals(List.of(StandardInput.NAME));
    }

    public List<String> words() {
        return words;
    }

    /** The text; if read from standard input, without its last line break. */
    public String text() throws IOException {
        String text = nonEmpty(piped() ? StandardInput.text().replaceFirst("\\R\\z", "") : asTyped());
        return text.isBlank() ? nonEmpty("") : text; // nobody asks with blanks alone
    }

    /** The text; if read from standard input, unchanged to the last byte. */
    public String exactText() throws IOException {
        return nonEmpty(piped() ? StandardInput.text() : asTyped());
    }

    private String asTyped() {
        if (words.isEmpty()) {
            throw new ParameterException(command.commandLine(), "Missing required parameter: 'PROMPT'");
        }
        return String.join(" ", words);
    }

    private static String nonEmpty(String text) {
        if (text.isEmpty()) {
            throw new QwenVlException("the prompt is empty");
        }
        return text;
    }
}
