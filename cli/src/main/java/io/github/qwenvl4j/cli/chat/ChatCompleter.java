package io.github.qwenvl4j.cli.chat;

import java.util.List;
import org.jline.builtins.Completers.FileNameCompleter;
import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;

/** Completes commands, and file names as their arguments. */
final class ChatCompleter implements Completer {

    private final Completer files = new FileNameCompleter();

    @Override
    public void complete(LineReader reader, ParsedLine line, List<Candidate> candidates) {
        if (line.wordIndex() == 0) {
            ChatHelp.COMMANDS.forEach(command -> candidates.add(new Candidate(command)));
        } else if (line.line().startsWith("/")) {
            files.complete(reader, line, candidates);
        }
    }
}
