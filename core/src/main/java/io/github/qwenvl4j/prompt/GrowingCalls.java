package io.github.qwenvl4j.prompt;

import java.util.List;
import java.util.Optional;

/**
 * Tells words and calls of tools apart while an answer is generated.
 *
 * <pre>{@code
 * GrowingCalls growing = new GrowingCalls(model.toolForm());
 * for (String piece : stream) {
 *     show(growing.add(piece));
 * }
 * show(growing.end());
 * }</pre>
 *
 * <p>Not thread-safe.
 */
public final class GrowingCalls {

    private final ToolForm form;
    private final StringBuilder written = new StringBuilder();
    private int told; // characters of the words
    private int called;

    public GrowingCalls(ToolForm form) {
        this.form = form;
    }

    /** What a further piece of the answer makes known: words, and whole calls. What may become a call is held back. */
    public CalledTools add(String piece) {
        if (form == ToolForm.NONE) {
            return new CalledTools(piece, List.of());
        }
        written.append(piece);
        return further(form.parseGrowing(written.toString()));
    }

    /**
     * The call that the answer is in the middle of, its arguments as far as they have come; empty before they begin, and once
     * the call is among the whole ones.
     */
    public Optional<ToolCall> unfinished() {
        return form.unfinished(written.toString());
    }

    /** What was held back, once the answer is complete. */
    public CalledTools end() {
        return further(form.parse(written.toString()));
    }

    private CalledTools further(CalledTools all) {
        CalledTools more = new CalledTools(
                all.text().substring(told),
                all.calls().subList(called, all.calls().size()));
        told = all.text().length();
        called = all.calls().size();
        return more;
    }
}
