package io.github.qwenvl4j.train.vocabulary;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BpeTrainerTest {

    @Test
    void theMostFrequentPairBecomesATokenFirst() {
        BpeTrainer trainer = new BpeTrainer();
        trainer.add("abab ab cd", 1);
        RankedTokens vocabulary = trainer.train(2, 10);
        assertThat(vocabulary.size()).isEqualTo(257);
        assertThat(vocabulary.tokens().get(256)).containsExactly('a', 'b');
    }

    @Test
    void noMergedTokenIsLongerThanAllowed() {
        BpeTrainer trainer = new BpeTrainer();
        trainer.add("abcd", 10);
        assertThat(trainer.train(10, 3).tokens())
                .allMatch(token -> token.length <= 3)
                .anyMatch(token -> token.length > 1);
    }

    @Test
    void wholePiecesBringNoFragments() {
        BpeTrainer trainer = new BpeTrainer();
        trainer.whole("circle");
        RankedTokens vocabulary = trainer.train(10, 10);
        assertThat(vocabulary.contains("circle")).isTrue();
        assertThat(vocabulary.size()).isEqualTo(257);
    }

    @Test
    void textIsCutAsPublished() {
        assertThat(BpeTrainer.cut("What's in (12,7)?\n图中"))
                .containsExactly("What", "'s", " in", " (", "1", "2", ",", "7", ")?\n", "图中");
    }
}
