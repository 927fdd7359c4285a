package io.github.qwenvl4j.cli.chat;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.grounding.GroundedImage;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Optional;

/** For scripts: reads lines and prints answers with their tags, nothing else. */
final class PipeScreen implements Screen {

    private final BufferedReader in;
    private final PrintWriter out;
    private final PrintWriter err;

    PipeScreen(BufferedReader in, PrintWriter out, PrintWriter err) {
        this.in = in;
        this.out = out;
        this.err = err;
    }

    @Override
    public Optional<String> readLine() {
        if (out.checkError()) {
            return Optional.empty(); // nobody reads the answers
        }
        try {
            String typed = in.readLine();
            while (typed != null && !Input.complete(typed)) {
                String next = in.readLine();
                if (next == null) {
                    break;
                }
                typed += "\n" + next;
            }
            return Optional.ofNullable(typed);
        } catch (IOException e) {
            throw new QwenVlException("standard input cannot be read: " + e.getMessage(), e);
        }
    }

    @Override
    public void answer(String text, String piece) {
        out.print(piece);
        out.flush();
    }

    @Override
    public void answered(String text, Optional<GroundedImage> drawn) {
        print("");
    }

    @Override
    public void print(String text) {
        out.println(text);
        out.flush();
    }

    @Override
    public void note(String line) {
        // not for scripts
    }

    @Override
    public void error(String line) {
        err.println("qwenvl: " + line);
        err.flush();
    }

    /** Also true if nobody reads the answers. */
    @Override
    public boolean interrupted() {
        return out.checkError() || Thread.currentThread().isInterrupted();
    }

    @Override
    public void close() {
        out.flush();
    }
}
