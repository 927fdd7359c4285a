package io.github.qwenvl4j.cli.io;

import java.io.IOException;
import org.jline.terminal.TerminalBuilder;
import org.jline.terminal.spi.SystemStream;
import org.jline.terminal.spi.TerminalProvider;

/** Which of the standard streams a person looks at or types into. */
public final class Terminals {

    private Terminals() {}

    /** Whether a person sees standard error: progress is shown then. */
    public static boolean seesErrors() {
        return isTerminal(SystemStream.Error);
    }

    /** Whether a person types and reads here. */
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
