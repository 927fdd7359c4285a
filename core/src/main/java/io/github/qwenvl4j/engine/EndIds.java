package io.github.qwenvl4j.engine;

import io.github.qwenvl4j.LogitsConstraint;
import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.TokenRules;
import io.github.qwenvl4j.constraint.ConstraintDecorator;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;

/** The ids that end an answer: the model's and those of its options; and how long they are kept from coming. */
final class EndIds {

    private final Set<Integer> ids;
    private final TokenRules rules;

    /** @throws QwenVlException for ids of the rules that the model does not have */
    EndIds(Set<Integer> ofModel, TokenRules rules, int vocabulary) {
        Stream.concat(rules.bias().keySet().stream(), rules.stopIds().stream())
                .filter(id -> id < 0 || id >= vocabulary)
                .findFirst()
                .ifPresent(id -> {
                    throw new QwenVlException(
                            "the token " + id + " does not exist: the model's ids are 0 to " + (vocabulary - 1));
                });
        this.ids = new HashSet<>(ofModel);
        this.ids.addAll(rules.stopIds());
        this.rules = rules;
    }

    boolean end(int id) {
        return ids.contains(id);
    }

    /** A constraint that also keeps these ids from coming where the rules say so. */
    LogitsConstraint over(LogitsConstraint form) {
        return rules.prolongs() ? new Prolonged(form) : form;
    }

    /** Keeps an answer from ending too early, but for what the form is certain about: where that is complete nothing else remains. */
    private final class Prolonged extends ConstraintDecorator {

        private int accepted;

        Prolonged(LogitsConstraint form) {
            super(form);
        }

        @Override
        public void apply(float[] logits) {
            super.apply(logits);
            if (rules.endless() || accepted < rules.minTokens()) {
                ids.stream().filter(id -> id < logits.length).forEach(id -> logits[id] = Float.NEGATIVE_INFINITY);
            }
        }

        @Override
        public void accept(int id) {
            accepted++;
            super.accept(id);
        }
    }
}
