package io.github.qwenvl4j.family.qwen3vl;

import io.github.qwenvl4j.AnswerFormat;
import io.github.qwenvl4j.LogitsConstraint;
import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.constraint.FormatRules;
import io.github.qwenvl4j.constraint.mask.TokenGrammar;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Holds one answer to calls of tools, between their tags, and to what it may be instead. Behind a call only calls may come. */
public final class CallConstraint implements LogitsConstraint {

    /** The ids that stand around calls. */
    public record Ids(int open, int close, int lineBreak, Set<Integer> stops) {

        static Ids of(Qwen3VlTokenizer tokenizer, Set<Integer> stops) {
            return new Ids(
                    tokenizer.id(Qwen3VlTools.OPEN),
                    tokenizer.id(Qwen3VlTools.CLOSE),
                    tokenizer.ordinary("\n")[0],
                    Set.copyOf(stops));
        }
    }

    private enum Place {
        WORDS,
        CALL,
        BEHIND_CALL,
        BEFORE_CALL
    }

    private final Ids ids;
    private final TokenGrammar calls;
    private final Optional<LogitsConstraint> words;
    private final boolean wordsBefore;
    private final boolean several;
    private Place place = Place.WORDS;
    private boolean begun;
    private LogitsConstraint call = LogitsConstraint.none();

    /**
     * @param calls what stands between the tags
     * @param words holds what is said instead of calls; absent: there must be a call
     * @param wordsBefore whether words may also come before calls
     * @param several whether a call may come behind another
     */
    CallConstraint(
            Ids ids, TokenGrammar calls, Optional<LogitsConstraint> words, boolean wordsBefore, boolean several) {
        this.ids = ids;
        this.calls = calls;
        this.words = words;
        this.wordsBefore = wordsBefore;
        this.several = several;
    }

    /**
     * @param formats holds the arguments to the schemas of the tools
     * @param other holds an answer to another form, for what may be said instead
     */
    public static LogitsConstraint of(
            AnswerFormat.ToolCalls asked,
            Ids ids,
            FormatRules formats,
            Function<AnswerFormat, LogitsConstraint> other) {
        AnswerFormat bare = new AnswerFormat.ToolCalls(asked.tools(), true, Optional.empty());
        return new CallConstraint(
                ids,
                formats.grammar(bare, () -> Qwen3VlTools.grammar(asked.tools())),
                asked.otherwise().map(other),
                asked.otherwise()
                        .filter(AnswerFormat.FreeText.class::isInstance)
                        .isPresent(),
                asked.several());
    }

    @Override
    public void apply(float[] logits) {
        switch (place) {
            case WORDS -> applyToWords(logits);
            case CALL -> {
                if (call.complete()) {
                    only(logits, Set.of(ids.close));
                } else {
                    call.apply(logits);
                }
            }
            case BEHIND_CALL -> {
                Set<Integer> next = new HashSet<>(ids.stops);
                if (several) {
                    next.add(ids.lineBreak);
                }
                only(logits, next);
            }
            default -> only(logits, Set.of(ids.open));
        }
    }

    private void applyToWords(float[] logits) {
        if (words.isEmpty()) {
            only(logits, Set.of(ids.open));
            return;
        }
        float open = logits[ids.open];
        words.get().apply(logits);
        if (mayCall()) {
            logits[ids.open] = open;
        }
    }

    private boolean mayCall() {
        return wordsBefore || !begun;
    }

    private static void only(float[] logits, Set<Integer> allowed) {
        float[] kept = logits.clone();
        Arrays.fill(logits, Float.NEGATIVE_INFINITY);
        allowed.stream().filter(id -> id < logits.length).forEach(id -> logits[id] = kept[id]);
    }

    @Override
    public void accept(int id) {
        switch (place) {
            case WORDS -> acceptWord(id);
            case CALL -> {
                if (!call.complete()) {
                    call.accept(id);
                } else {
                    require(id == ids.close);
                    place = Place.BEHIND_CALL;
                }
            }
            case BEHIND_CALL -> {
                require(several && id == ids.lineBreak);
                place = Place.BEFORE_CALL;
            }
            default -> {
                require(id == ids.open);
                open();
            }
        }
        begun = true;
    }

    private void acceptWord(int id) {
        if (id == ids.open && mayCall()) {
            open();
        } else {
            require(words.isPresent());
            words.get().accept(id);
        }
    }

    private void open() {
        call = calls.constraint();
        place = Place.CALL;
    }

    private static void require(boolean fits) {
        if (!fits) {
            throw new QwenVlException("the beginning of the answer does not fit its form");
        }
    }

    @Override
    public int[] forced() {
        return switch (place) {
            case WORDS ->
                words.isEmpty() ? new int[] {ids.open} : begun ? words.get().forced() : new int[0];
            case CALL -> call.complete() ? new int[] {ids.close} : call.forced();
            case BEHIND_CALL -> new int[0];
            case BEFORE_CALL -> new int[] {ids.open};
        };
    }

    @Override
    public boolean complete() {
        return place == Place.BEHIND_CALL && !several
                || place == Place.WORDS
                        && begun
                        && words.filter(LogitsConstraint::complete).isPresent();
    }
}
