package io.github.qwenvl4j.testing.fake;

import io.github.qwenvl4j.AnswerOptions;
import io.github.qwenvl4j.LogitsConstraint;
import io.github.qwenvl4j.constraint.FormatRules;
import io.github.qwenvl4j.model.ModelText;
import io.github.qwenvl4j.prompt.SpecialsHonoured;
import io.github.qwenvl4j.tokenizer.Detokenizer;
import java.util.Set;

record FakeText(FakeTokenizer tokenizer, FormatRules formats) implements ModelText {

    FakeText(FakeTokenizer tokenizer) {
        this(tokenizer, new FormatRules(tokenizer, Set.of(FakeTokenizer.END)));
    }

    @Override
    public Set<Integer> stopIds() {
        return Set.of(FakeTokenizer.END);
    }

    @Override
    public int[] beginning(String text) {
        return tokenizer.encode(text, SpecialsHonoured.NONE);
    }

    @Override
    public Detokenizer newDetokenizer() {
        return tokenizer.newDetokenizer();
    }

    @Override
    public LogitsConstraint constraint(AnswerOptions options) {
        return formats.constraint(options, LogitsConstraint::none);
    }
}
