package io.github.qwenvl4j.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.qwenvl4j.Answer;
import io.github.qwenvl4j.AnswerFormat;
import io.github.qwenvl4j.AnswerOptions;
import io.github.qwenvl4j.FinishReason;
import io.github.qwenvl4j.Precision;
import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.TokenRules;
import io.github.qwenvl4j.prompt.Message;
import io.github.qwenvl4j.prompt.SpecialsHonoured;
import io.github.qwenvl4j.testing.OpenedModel;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What single tokens are worth in an answer, and which end it. */
class TokenRulesTest {

    private static QwenVl model;

    @BeforeAll
    static void open() {
        model = OpenedModel.open("tiny-vl", Precision.FLOAT32);
    }

    @AfterAll
    static void close() {
        model.close();
    }

    private static int id(String text) {
        return model.internals().tokenizer().encode(text, SpecialsHonoured.ALL)[0];
    }

    private static Answer ask(TokenRules rules) {
        return model.ask(Message.user("hello"), AnswerOptions.greedy(5).withTokens(rules));
    }

    @Test
    void aBiasDecides() {
        int cat = id(" cat");
        assertThat(ask(new TokenRules(Map.of(cat, 100.0), Set.of(), 0, false)).ids())
                .containsExactly(cat, cat, cat, cat, cat);
        int usual = ask(TokenRules.NONE).ids().get(0);
        assertThat(ask(new TokenRules(Map.of(usual, -100.0), Set.of(), 0, false))
                        .ids())
                .doesNotContain(usual);
    }

    @Test
    void anAnswerEndsWhereTheRulesSay() {
        int end = id("<|im_end|>");
        int cat = id(" cat");
        assertThat(ask(new TokenRules(Map.of(cat, 100.0), Set.of(cat), 0, false))
                        .ids())
                .isEmpty();
        assertThat(ask(new TokenRules(Map.of(end, 100.0), Set.of(), 0, false)).ids())
                .isEmpty();
        Answer three = ask(new TokenRules(Map.of(end, 100.0), Set.of(), 3, false));
        assertThat(three.ids()).hasSize(3);
        assertThat(three.finishReason()).isEqualTo(FinishReason.STOP);
        Answer endless = ask(new TokenRules(Map.of(end, 100.0), Set.of(), 0, true));
        assertThat(endless.ids()).hasSize(5).doesNotContain(end);
        assertThat(endless.finishReason()).isEqualTo(FinishReason.LENGTH);
    }

    @Test
    void rulesThatCannotBeFollowedAreRefused() {
        assertThatThrownBy(() -> ask(new TokenRules(Map.of(), Set.of(999_999_999), 0, false)))
                .isInstanceOf(QwenVlException.class)
                .hasMessageStartingWith("the token 999999999 does not exist: the model's ids are 0 to ");
        assertThatThrownBy(() -> new TokenRules(Map.of(1, 101.0), Set.of(), 0, false))
                .hasMessage("a logit bias must be from -100 to 100");
        assertThatThrownBy(() -> AnswerOptions.greedy(5)
                        .withFormat(AnswerFormat.choice("a"))
                        .withTokens(new TokenRules(Map.of(), Set.of(), 1, false)))
                .hasMessageContaining("min-tokens and ignore-eos apply to free text");
    }
}
