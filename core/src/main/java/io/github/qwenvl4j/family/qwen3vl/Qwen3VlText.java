package io.github.qwenvl4j.family.qwen3vl;

import io.github.qwenvl4j.AnswerFormat;
import io.github.qwenvl4j.AnswerOptions;
import io.github.qwenvl4j.LogitsConstraint;
import io.github.qwenvl4j.constraint.FormatRules;
import io.github.qwenvl4j.grounding.GroundingForm;
import io.github.qwenvl4j.model.ModelText;
import io.github.qwenvl4j.prompt.SpecialsHonoured;
import io.github.qwenvl4j.prompt.ToolForm;
import io.github.qwenvl4j.tokenizer.Detokenizer;
import java.util.Set;

/**
 * What the ids of an answer mean.
 *
 * @param stopIds end an answer: those of the template and of {@code generation_config.json}
 * @param formats holds answers to a form
 */
record Qwen3VlText(Qwen3VlTokenizer tokenizer, Set<Integer> stopIds, FormatRules formats) implements ModelText {

    Qwen3VlText(Qwen3VlTokenizer tokenizer, Set<Integer> stopIds) {
        this(tokenizer, stopIds, new FormatRules(tokenizer, stopIds));
    }

    @Override
    public int[] beginning(String text) {
        return tokenizer.encode(text, SpecialsHonoured.GROUNDING);
    }

    @Override
    public Detokenizer newDetokenizer() {
        return tokenizer.newDetokenizer();
    }

    @Override
    public GroundingForm grounding() {
        return GroundingForm.JSON;
    }

    @Override
    public ToolForm tools() {
        return Qwen3VlTools.FORM;
    }

    /** Tools are called between tokens of their own. Places are JSON here, which no token opens: an answer held to well-formed boxes is a list of them. */
    @Override
    public LogitsConstraint constraint(AnswerOptions options) {
        if (options.format() instanceof AnswerFormat.ToolCalls asked) {
            return CallConstraint.of(
                    asked,
                    CallConstraint.Ids.of(tokenizer, stopIds),
                    formats,
                    other -> constraint(options.withFormat(other)));
        }
        AnswerOptions asked =
                options.constrainBoxes() ? options.withConstrainBoxes(false).withFormat(PlaceList.FORMAT) : options;
        return formats.constraint(asked, LogitsConstraint::none);
    }
}
