package io.github.qwenvl4j.engine;

import io.github.qwenvl4j.LogitsConstraint;
import io.github.qwenvl4j.tokenizer.Detokenizer;
import java.util.List;
import java.util.Optional;

/**
 * The text of one answer, piece by piece. What a stop string may still take away is held back, and what is left out where the answer is cut
 * off: a piece that somebody has read cannot be taken back.
 */
final class AnswerText {

    private final Detokenizer detokenizer;
    private final StopStrings stops;
    private final LogitsConstraint constraint;
    private final StringBuilder held = new StringBuilder();

    /** @param constraint is told each id before this text */
    AnswerText(Detokenizer detokenizer, List<String> stops, LogitsConstraint constraint) {
        this.detokenizer = detokenizer;
        this.stops = new StopStrings(stops);
        this.constraint = constraint;
    }

    /** Takes the next id; what is certain then. */
    String append(int id) {
        held.append(stops.append(detokenizer.append(id)));
        return stops.found().isPresent() ? certain(0) : certain(constraint.dropped());
    }

    /** What was held back. */
    String rest() {
        flush();
        return certain(0);
    }

    /** The rest of an answer that is cut off here. */
    String cut() {
        flush();
        return certain(constraint.dropped()) + constraint.closing();
    }

    private void flush() {
        held.append(stops.append(detokenizer.flush())).append(stops.flush());
    }

    private String certain(int uncertain) {
        int end = Math.max(0, held.length() - uncertain);
        String text = held.substring(0, end);
        held.delete(0, end);
        return text;
    }

    /** The stop string that ended the text. */
    Optional<String> found() {
        return stops.found();
    }
}
