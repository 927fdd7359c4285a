package io.github.qwenvl4j.constraint;

import io.github.qwenvl4j.AnswerFormat;
import io.github.qwenvl4j.AnswerOptions;
import io.github.qwenvl4j.LogitsConstraint;
import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.constraint.json.AnswerRecord;
import io.github.qwenvl4j.constraint.mask.TextTokens;
import io.github.qwenvl4j.constraint.mask.TokenGrammar;
import io.github.qwenvl4j.tokenizer.Tokenizer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Supplier;

/** The forms of answers in the tokens of one model, prepared when first asked for; the latest are kept. Thread-safe. */
public final class FormatRules {

    private static final int KEPT = 32;

    private final Tokenizer tokenizer;
    private final Set<Integer> stopIds;
    private final Map<AnswerFormat, Form> forms = new LinkedHashMap<>(16, 0.75f, true);
    private TextTokens tokens;

    /** @param stopIds end an answer */
    public FormatRules(Tokenizer tokenizer, Set<Integer> stopIds) {
        this.tokenizer = tokenizer;
        this.stopIds = Set.copyOf(stopIds);
    }

    /**
     * What the options rule out, for one answer.
     *
     * @param boxes holds the boxes within free text to their form
     * @throws io.github.qwenvl4j.QwenVlException for a form that cannot be enforced
     */
    public LogitsConstraint constraint(AnswerOptions options, Supplier<LogitsConstraint> boxes) {
        boolean json = options.format() instanceof AnswerFormat.JsonValue
                || options.format() instanceof AnswerFormat.JsonSchema;
        boolean recorded = options.evidence().isPresent() || options.closeJson();
        if (recorded && !json) {
            throw new QwenVlException("evidence and closing need an answer in JSON, by a schema or without one");
        }
        if (options.format() instanceof AnswerFormat.FreeText) {
            return options.constrainBoxes() ? boxes.get() : LogitsConstraint.none();
        }
        if (options.format() instanceof AnswerFormat.Constrained own) {
            return Objects.requireNonNull(own.constraint().get(), "the constraint of an answer");
        }
        LogitsConstraint form =
                grammar(options.format(), () -> Grammar.of(options.format())).constraint();
        OptionalInt closing =
                options.closeJson() ? OptionalInt.of(options.beginning().length()) : OptionalInt.empty();
        return recorded ? new AnswerRecord(form, tokenizer::bytes, options.evidence(), closing) : form;
    }

    /**
     * A form in the tokens of the model.
     *
     * @param made makes the form when it is not known
     */
    public TokenGrammar grammar(AnswerFormat format, Supplier<Grammar> made) {
        Form form;
        synchronized (forms) {
            form = forms.computeIfAbsent(format, any -> new Form(made));
            if (forms.size() > KEPT) {
                forms.remove(forms.keySet().iterator().next());
            }
        }
        return form.grammar();
    }

    private synchronized TextTokens tokens() {
        if (tokens == null) {
            tokens = new TextTokens(tokenizer);
        }
        return tokens;
    }

    /** One form. Others are prepared at the same time. */
    private final class Form {

        private final Supplier<Grammar> made;
        private TokenGrammar prepared;

        Form(Supplier<Grammar> made) {
            this.made = made;
        }

        synchronized TokenGrammar grammar() {
            if (prepared == null || prepared.worn()) {
                Grammar grammar = made.get();
                prepared = new TokenGrammar(grammar.terms(), grammar.start(), tokens(), stopIds);
            }
            return prepared;
        }
    }
}
