package io.github.qwenvl4j;

import io.github.qwenvl4j.engine.Owner;
import io.github.qwenvl4j.internal.Internals;
import io.github.qwenvl4j.model.HiddenRows;
import io.github.qwenvl4j.model.Prompt;
import io.github.qwenvl4j.prompt.Dialogue;
import io.github.qwenvl4j.prompt.Message;
import io.github.qwenvl4j.prompt.SpecialsHonoured;
import java.util.Objects;
import java.util.Set;

/**
 * What a model computes with: the ids of texts, the logits of the next token, hidden states. From {@link QwenVl#inspection};
 * thread-safe, and usable until the model is closed.
 */
public final class Inspection {

    private final Internals internals;

    Inspection(Internals internals) {
        this.internals = internals;
    }

    /** Ids are from 0 to one less than this. */
    public int vocabulary() {
        return internals.network().vocabulary();
    }

    /** The ids that end an answer. */
    public Set<Integer> stopIds() {
        return internals.engineModel().text().stopIds();
    }

    /** The ids of a text, which is only text: none of them is a control token. */
    public int[] ids(String text) {
        return internals.tokenizer().encode(Objects.requireNonNull(text, "text"), SpecialsHonoured.NONE);
    }

    /** The text of ids, control tokens as they are written. */
    public String text(int... ids) {
        return internals.tokenizer().decode(ids);
    }

    /** The bytes of an id, perhaps a part of a character. */
    public byte[] bytes(int id) {
        return internals.tokenizer().bytes(id).clone();
    }

    /**
     * Counts the tokens of a dialogue: its words, its pictures (which are not read), its tools, and what the template adds.
     *
     * @throws QwenVlException of kind TOO_LONG if they leave no room for an answer
     */
    public int tokens(Dialogue dialogue) {
        return internals
                .prompts()
                .encode(Objects.requireNonNull(dialogue, "dialogue"))
                .length();
    }

    /**
     * The logits of the first token of the answer, of every id: {@code [vocabulary]}. Softmax makes probabilities of them.
     *
     * @throws QwenVlException as {@link QwenVl#ask(Message, AnswerOptions)}
     */
    public float[] logits(Message question) {
        FirstLogits first = new FirstLogits();
        internals.answer(prompt(question), AnswerOptions.greedy(1).withFormat(AnswerFormat.constrained(() -> first)));
        return first.logits;
    }

    /**
     * The hidden states of all rows of a question's prompt.
     *
     * @throws QwenVlException as {@link QwenVl#ask(Message, AnswerOptions)}; of kind UNSUPPORTED if the model has none
     */
    public HiddenStates hiddenStates(Message question) {
        Prompt prompt = prompt(question);
        Rows rows = new Rows(prompt.length(), internals.config().shape().hidden());
        try (AnswerStream stream = internals.stream(prompt, AnswerOptions.greedy(1), Owner.once(), rows)) {
            stream.answer();
        }
        return rows.all();
    }

    private Prompt prompt(Message question) {
        return internals.prompt(Dialogue.of(Objects.requireNonNull(question, "question")));
    }

    /** Rules out nothing, and keeps what it is shown first. */
    private static final class FirstLogits implements LogitsConstraint {

        private float[] logits;

        @Override
        public void apply(float[] shown) {
            if (logits == null) {
                logits = shown.clone();
            }
        }

        @Override
        public void accept(int id) {
            // the first logits do not depend on it
        }
    }

    /** Collects the rows of a prompt, which come in chunks. */
    private static final class Rows implements HiddenRows {

        private final float[] values;
        private final int size;
        private int told; // numbers

        Rows(int rows, int size) {
            this.values = new float[Math.multiplyExact(rows, size)];
            this.size = size;
        }

        @Override
        public void take(int first, float[] computed) {
            System.arraycopy(computed, 0, values, first * size, computed.length);
            told = first * size + computed.length;
        }

        HiddenStates all() {
            if (told < values.length) {
                throw new QwenVlException(QwenVlException.Kind.UNSUPPORTED, "this model has no hidden states");
            }
            return new HiddenStates(values, values.length / size, size);
        }
    }
}
