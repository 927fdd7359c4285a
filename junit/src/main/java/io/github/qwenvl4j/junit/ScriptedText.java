package io.github.qwenvl4j.junit;

import io.github.qwenvl4j.AnswerFormat;
import io.github.qwenvl4j.AnswerOptions;
import io.github.qwenvl4j.LogitsConstraint;
import io.github.qwenvl4j.constraint.FormatRules;
import io.github.qwenvl4j.family.qwen3vl.CallConstraint;
import io.github.qwenvl4j.family.qwen3vl.Qwen3VlTools;
import io.github.qwenvl4j.model.ModelText;
import io.github.qwenvl4j.prompt.SpecialsHonoured;
import io.github.qwenvl4j.prompt.ToolForm;
import io.github.qwenvl4j.tokenizer.Detokenizer;
import java.util.Set;

/** What the ids of a scripted model's answers mean. */
record ScriptedText(ScriptedTokenizer tokenizer, FormatRules formats) implements ModelText {

    private static final CallConstraint.Ids CALL_IDS = new CallConstraint.Ids(
            ScriptedTokenizer.CALL, ScriptedTokenizer.CALL_END, '\n', Set.of(ScriptedTokenizer.END));

    ScriptedText(ScriptedTokenizer tokenizer) {
        this(tokenizer, new FormatRules(tokenizer, Set.of(ScriptedTokenizer.END)));
    }

    @Override
    public Set<Integer> stopIds() {
        return Set.of(ScriptedTokenizer.END);
    }

    @Override
    public int[] beginning(String text) {
        return tokenizer.encode(text, SpecialsHonoured.ALL);
    }

    @Override
    public Detokenizer newDetokenizer() {
        return tokenizer.newDetokenizer();
    }

    @Override
    public ToolForm tools() {
        return Qwen3VlTools.FORM;
    }

    @Override
    public LogitsConstraint constraint(AnswerOptions options) {
        if (options.format() instanceof AnswerFormat.ToolCalls calls) {
            return CallConstraint.of(calls, CALL_IDS, formats, other -> constraint(options.withFormat(other)));
        }
        return formats.constraint(options, LogitsConstraint::none);
    }
}
