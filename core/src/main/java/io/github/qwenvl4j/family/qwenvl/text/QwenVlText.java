package io.github.qwenvl4j.family.qwenvl.text;

import io.github.qwenvl4j.AnswerOptions;
import io.github.qwenvl4j.LogitsConstraint;
import io.github.qwenvl4j.constraint.BoxGrammar;
import io.github.qwenvl4j.constraint.BoxRules;
import io.github.qwenvl4j.constraint.FormatRules;
import io.github.qwenvl4j.model.ModelText;
import io.github.qwenvl4j.prompt.SpecialsHonoured;
import io.github.qwenvl4j.tokenizer.Detokenizer;
import java.util.Map;
import java.util.Set;

/** What the ids of an answer mean. */
public final class QwenVlText implements ModelText {

    private final QwenTokenizer tokenizer;
    private final Set<Integer> stopIds;
    private final BoxRules boxRules;
    private final FormatRules formatRules;

    /** @param stopIds end an answer: those of the template and of {@code generation_config.json} */
    public QwenVlText(QwenTokenizer tokenizer, Set<Integer> stopIds) {
        this.tokenizer = tokenizer;
        this.stopIds = stopIds;
        this.formatRules = new FormatRules(tokenizer, stopIds);
        this.boxRules = new BoxRules(
                tokenizer,
                Map.of(
                        tokenizer.specials().boxStart(), BoxGrammar.BOX,
                        tokenizer.specials().quadStart(), BoxGrammar.QUAD));
    }

    @Override
    public Set<Integer> stopIds() {
        return stopIds;
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
    public LogitsConstraint constraint(AnswerOptions options) {
        return formatRules.constraint(options, boxRules::constraint);
    }
}
