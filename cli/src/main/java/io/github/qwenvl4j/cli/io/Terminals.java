package io.github.qwenvl4j.cli.io;

import java.io.IOException;
import org.jline.terminal.TerminalBuilder;
import org.jline.terminal.spi.SystemStream;
import org.jline.terminal.spi.TerminalProvider;

/** Which of the standard streams are terminals. */
public final class Terminals {

    private Terminals() {}

    /** Whether standard error is a terminal, so that progress is shown. */
    public static boolean seesErrors() {
        return isTerminal(SystemStream.Error);
    }

    /** Whether standard input and output are terminals. */
    public static boolean converses() {
        return isTerminal(SystemStream.Input) && isTerminal(SystemStream.Output);
    }

    private static boolean isTerminal(SystemStream stream) {
        try {
            return TerminalProvider.load(TerminalBuilder.PROP_PROVIDER_EXEC).isSystemStream(stream);
        } catch (IOException e) {
            throw new IllegalStateException("jline has no provider that asks by a command", e);
        }
    }
}
