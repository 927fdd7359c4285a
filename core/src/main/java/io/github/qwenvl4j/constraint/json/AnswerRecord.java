package io.github.qwenvl4j.constraint.json;

import io.github.qwenvl4j.Evidence;
import io.github.qwenvl4j.LogitsConstraint;
import io.github.qwenvl4j.constraint.ConstraintDecorator;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.IntFunction;

/** Holds an answer to a JSON form, and remembers its text and how probable each token was among those that the form allows. */
public final class AnswerRecord extends ConstraintDecorator {

    private final IntFunction<byte[]> bytes;
    private final OptionalDouble reviewBelow;
    private final OptionalInt closing;
    private final ByteArrayOutputStream text = new ByteArrayOutputStream();
    private final List<WrittenToken> tokens = new ArrayList<>();
    private float[] choice = new float[0]; // the logits of what may come
    private boolean chosen; // whether the next id is one of these

    /**
     * @param bytes of an id
     * @param reviewBelow absent: no evidence is wanted
     * @param closing closes an answer that is cut off: how many characters its given beginning has; absent: leaves it open
     */
    public AnswerRecord(
            LogitsConstraint form, IntFunction<byte[]> bytes, OptionalDouble reviewBelow, OptionalInt closing) {
        super(form);
        this.bytes = bytes;
        this.reviewBelow = reviewBelow;
        this.closing = closing;
    }

    @Override
    public void apply(float[] logits) {
        form.apply(logits);
        if (reviewBelow.isPresent()) {
            choice = choice.length == logits.length ? choice : new float[logits.length];
            System.arraycopy(logits, 0, choice, 0, logits.length);
            chosen = true;
        }
    }

    @Override
    public void accept(int id) {
        form.accept(id);
        double logprob = chosen ? logprob(id) : 0; // what is forced is certain
        chosen = false;
        byte[] written = bytes.apply(id);
        text.writeBytes(written);
        tokens.add(new WrittenToken(text.size() - written.length, text.size(), logprob));
    }

    private double logprob(int id) {
        double max = Double.NEGATIVE_INFINITY;
        for (float logit : choice) {
            max = Math.max(max, logit);
        }
        double sum = 0;
        for (float logit : choice) {
            sum += logit == Float.NEGATIVE_INFINITY ? 0 : Math.exp(logit - max);
        }
        return choice[id] - max - Math.log(sum);
    }

    @Override
    public Optional<Evidence> evidence() {
        return reviewBelow.isPresent()
                ? Optional.of(new ValueEvidence(text.toByteArray(), tokens, reviewBelow.getAsDouble()).evidence())
                : Optional.empty();
    }

    @Override
    public String closing() {
        return closing.isPresent() ? ending().ending() : "";
    }

    @Override
    public int dropped() {
        return closing.isPresent() ? ending().dropped() : 0;
    }

    private JsonEnding ending() {
        return JsonEnding.of(text.toString(StandardCharsets.UTF_8), closing.getAsInt());
    }
}
