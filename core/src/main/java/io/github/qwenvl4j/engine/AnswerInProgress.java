package io.github.qwenvl4j.engine;

import io.github.qwenvl4j.AnswerOptions;
import io.github.qwenvl4j.FinishReason;
import io.github.qwenvl4j.LogitsConstraint;
import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.TokenLikelihood;
import io.github.qwenvl4j.model.ModelText;
import io.github.qwenvl4j.model.Prompt;
import io.github.qwenvl4j.model.RowPositions;
import io.github.qwenvl4j.sampling.TokenChooser;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One answer from its prompt to its end: says which rows to compute next, and takes the logits behind them. Knows neither
 * tensors nor threads; whoever drives it computes the rows. Greedy answers guess ahead: the rows of guessed ids are computed
 * along with the last one, each id is still chosen from the logits before it, and rows of wrong guesses are forgotten. Ids
 * that the constraint forces are computed like right guesses. Not thread-safe.
 */
final class AnswerInProgress {

    /**
     * Rows to compute.
     *
     * @param from number of the first one
     * @param ahead how many of the ids, at the end, come after those known: forced ones or guesses
     * @param forced whether they are certain
     * @param wanted behind how many of the last rows the logits are wanted
     */
    record Rows(int from, int[] ids, long[] keys, int ahead, boolean forced, int wanted) {

        int aheadId(int index) {
            return ids[ids.length - ahead + index];
        }
    }

    private final ModelText text;
    private final AnswerOptions options;
    private final Consumer<AnswerEvent> events;
    private final Prompt prompt; // with the answer's given beginning
    private final RowPositions at;
    private final RowPositions knownBy;
    private final int positions;
    private final EndIds endIds;
    private final LogitsConstraint constraint;
    private final TokenChooser chooser;
    private final Guesses guesses;
    private final AnswerText written;
    private int[] ids; // of prompt and answer
    private long[] keys;
    private int known; // of ids
    private int computed; // rows
    private Rows pending;
    private Stopwatch stopwatch;

    /** @throws QwenVlException when the prompt leaves no position for an answer */
    AnswerInProgress(EngineModel model, Prompt asked, AnswerOptions options, Consumer<AnswerEvent> events) {
        this(model, asked, options, events, model.text().constraint(options));
    }

    AnswerInProgress(
            EngineModel model,
            Prompt asked,
            AnswerOptions options,
            Consumer<AnswerEvent> events,
            LogitsConstraint form) {
        ModelText text = model.text();
        int[] beginning = text.beginning(options.beginning());
        this.text = text;
        this.options = options;
        this.events = events;
        this.prompt = asked.append(beginning);
        this.positions = model.network().positions();
        this.at = model.network().positions(prompt);
        this.knownBy = prompt.known(at);
        if (prompt.length() >= positions) {
            throw new QwenVlException(
                    QwenVlException.Kind.TOO_LONG,
                    "the prompt has " + prompt.length() + " tokens, but the model has only " + positions
                            + " positions for prompt and answer");
        }
        Arrays.stream(beginning).forEach(form::accept);
        this.endIds =
                new EndIds(text.stopIds(), options.tokens(), model.network().vocabulary());
        this.constraint = endIds.over(form);
        this.chooser = new TokenChooser(options, options.alternatives(), constraint, prompt.ids());
        this.guesses = new Guesses(prompt.ids());
        this.written = new AnswerText(text.newDetokenizer(), options.stopStrings(), constraint);
        this.ids = prompt.ids().clone();
        this.keys = prompt.keys(at);
        this.known = ids.length;
    }

    static AnswerInProgress of(EngineModel model, AnswerRequest request) {
        LogitsConstraint constraint =
                request.constraint().orElseGet(() -> model.text().constraint(request.options()));
        return new AnswerInProgress(model, request.prompt(), request.options(), request.events()::accept, constraint);
    }

    /** The prompt, with the answer's given beginning. */
    Prompt prompt() {
        return prompt;
    }

    /** Where the prompt's rows, and the answer's, stand. */
    RowPositions at() {
        return at;
    }

    /** Ids of prompt and answer so far. */
    int known() {
        return known;
    }

    /** What the rows of {@link #known} ids are. */
    long[] keys() {
        return Arrays.copyOf(keys, known);
    }

    /** Whether it has a token. */
    boolean generating() {
        return known > prompt.length();
    }

    /** Whether only the row of the last id, and guesses behind it, are to be computed. */
    boolean decoding() {
        return generating() && computed == known - 1;
    }

    /** Rows that a session must keep: those of wrong guesses are not among them. */
    int computed() {
        return computed;
    }

    /** Its prompt's turn has come. */
    void begin(int reused, double visionMillis) {
        stopwatch = new Stopwatch(visionMillis);
        computed = reused;
        events.accept(new AnswerEvent.Started(reused));
    }

    /** Goes on with a session that holds this many of its rows. */
    void resume(int kept) {
        computed = kept;
    }

    /**
     * What to compute next.
     *
     * @param maxRows of the prompt, or of what must be computed again
     * @param mayGuess whether rows of guesses may come along with the last id's
     */
    Rows next(int maxRows, boolean mayGuess) {
        int end = Math.min(known, computed + maxRows);
        int[] forced = end == known ? forced() : new int[0];
        int[] ahead = forced.length > 0 ? forced : mayGuess && decoding() ? guessed() : forced;
        int[] rowIds = Arrays.copyOfRange(ids, computed, end + ahead.length);
        long[] rowKeys = Arrays.copyOfRange(keys, computed, end + ahead.length);
        for (int i = 0; i < ahead.length; i++) {
            rowIds[end - computed + i] = ahead[i];
            rowKeys[end - computed + i] = knownBy.key(ahead[i]);
        }
        boolean onlyLast = forced.length > 0 && options.alternatives().isEmpty();
        int wanted = end < known ? 0 : onlyLast ? 1 : 1 + ahead.length;
        pending = new Rows(computed, rowIds, rowKeys, ahead.length, forced.length > 0, wanted);
        return pending;
    }

    private int[] guessed() {
        return options.temperature() == 0 ? guesses.next(positions - known) : new int[0];
    }

    /** What must come next, as far as there is room. */
    private int[] forced() {
        int[] forced = constraint.forced();
        int room = Math.min(positions - known, options.maxNewTokens() - generated());
        return forced.length <= room ? forced : Arrays.copyOf(forced, room);
    }

    private int generated() {
        return known - prompt.length();
    }

    /**
     * Takes the logits behind the rows that were asked for last.
     *
     * @param logits a row for each wanted one, of the tokens that may be chosen; overwritten
     * @return whether the answer is complete
     */
    boolean take(float[][] logits) {
        computed = pending.from + pending.ids.length - pending.ahead;
        if (logits.length == 0) {
            return false;
        }
        return pending.forced ? takeForced(logits) : takeChosen(logits);
    }

    private boolean takeForced(float[][] logits) {
        for (int i = 0; i < pending.ahead; i++) {
            int id = pending.aheadId(i);
            Optional<TokenLikelihood> likelihood = options.alternatives().isPresent()
                    ? Optional.of(TokenLikelihood.of(
                            logits[i], id, options.alternatives().getAsInt()))
                    : Optional.empty();
            if (endIds.end(id)) {
                return finish(FinishReason.STOP, written.rest());
            }
            if (take(new TokenChooser.Choice(id, likelihood))) {
                return true;
            }
            computed++;
        }
        return choose(logits[logits.length - 1]);
    }

    private boolean takeChosen(float[][] logits) {
        boolean decoded = generating() && pending.from == known - 1;
        int right = 0;
        boolean complete = false;
        for (int i = 0; i < logits.length && !complete; i++) {
            complete = choose(logits[i]);
            boolean guessed = !complete && i < pending.ahead && pending.aheadId(i) == ids[known - 1];
            if (!guessed) {
                break;
            }
            right++;
            computed++;
        }
        if (decoded) {
            guesses.done(pending.ahead, right);
        }
        return complete;
    }

    /** Chooses the next id; whether the answer is complete. */
    private boolean choose(float[] logits) {
        TokenChooser.Choice choice = chooser.choose(logits);
        if (endIds.end(choice.id())) {
            stopwatch.token();
            return finish(FinishReason.STOP, written.rest());
        }
        return take(choice);
    }

    /** Adds an id to the answer; whether that is complete. */
    private boolean take(TokenChooser.Choice choice) {
        stopwatch.token();
        add(choice.id());
        String piece = written.append(choice.id());
        events.accept(new AnswerEvent.Token(choice.id(), piece, choice.likelihood()));
        if (written.found().isPresent()) {
            return finish(FinishReason.STOP, "");
        }
        if (constraint.complete()) {
            return finish(FinishReason.STOP, written.rest());
        }
        boolean full = generated() == options.maxNewTokens() || known == positions;
        return full && cut();
    }

    private void add(int id) {
        if (known == ids.length) {
            ids = Arrays.copyOf(ids, known + known / 2 + 16);
            keys = Arrays.copyOf(keys, ids.length);
        }
        ids[known] = id;
        keys[known++] = knownBy.key(id);
        chooser.accept(id);
        guesses.add(id);
    }

    /** Ends the answer where it is, for want of room. */
    boolean cut() {
        return finish(FinishReason.LENGTH, written.cut());
    }

    private boolean finish(FinishReason reason, String rest) {
        events.accept(
                new AnswerEvent.Finished(reason, rest, stopwatch.timings(), written.found(), constraint.evidence()));
        return true;
    }
}
