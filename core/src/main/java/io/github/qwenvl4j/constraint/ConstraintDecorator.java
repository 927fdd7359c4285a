package io.github.qwenvl4j.constraint;

import io.github.qwenvl4j.Evidence;
import io.github.qwenvl4j.LogitsConstraint;
import java.util.Optional;

/** A constraint beside another, which it asks for everything that it does not change. */
public abstract class ConstraintDecorator implements LogitsConstraint {

    protected final LogitsConstraint form;

    protected ConstraintDecorator(LogitsConstraint form) {
        this.form = form;
    }

    @Override
    public void apply(float[] logits) {
        form.apply(logits);
    }

    @Override
    public void accept(int id) {
        form.accept(id);
    }

    @Override
    public int[] forced() {
        return form.forced();
    }

    @Override
    public boolean complete() {
        return form.complete();
    }

    @Override
    public Optional<Evidence> evidence() {
        return form.evidence();
    }

    @Override
    public String closing() {
        return form.closing();
    }

    @Override
    public int dropped() {
        return form.dropped();
    }
}
