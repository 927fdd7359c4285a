package io.github.qwenvl4j.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.List;

/** The command line, run within this process. */
public record Cli(int exitCode, String out, String err) {

    public static Cli run(String... args) {
        return run(new StringWriter(), args);
    }

    /** Prints to {@code out}. */
    public static Cli run(Writer out, String... args) {
        StringWriter err = new StringWriter();
        int exitCode = Main.execute(args, new PrintWriter(out), new PrintWriter(err));
        return new Cli(exitCode, out.toString(), err.toString());
    }

    public static Cli run(List<String> args) {
        return run(args.toArray(String[]::new));
    }

    public JsonNode json() {
        try {
            return new ObjectMapper().readTree(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
