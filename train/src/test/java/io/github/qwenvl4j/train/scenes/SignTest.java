package io.github.qwenvl4j.train.scenes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SignTest {

    @Test
    void everyFontHasEveryCharacterItIsPickedFor() {
        for (String character : Alphabet.characters()) {
            for (String font : SignFonts.namesFor(character)) {
                assertThat(SignFonts.of(font).canDisplayUpTo(character)).isEqualTo(-1);
            }
        }
    }

    @Test
    void textsAreOfTheAlphabetAndCoverIt() {
        Dice dice = new Dice(1);
        Set<Integer> seen = new HashSet<>();
        for (int i = 0; i < 20_000; i++) {
            String text = SignText.draw(dice);
            assertThat(text.length()).isBetween(1, 8);
            text.codePoints().forEach(character -> {
                assertThat(Alphabet.classOf(character)).as(text).isPositive();
                seen.add(character);
            });
        }
        assertThat(seen).hasSize(Alphabet.classCount() - 1);
    }
}
