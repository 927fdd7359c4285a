package io.github.qwenvl4j.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.qwenvl4j.family.qwenvl.text.QwenTokenizer;
import io.github.qwenvl4j.hub.BuiltInModel;
import io.github.qwenvl4j.prompt.SpecialsHonoured;
import java.util.Arrays;
import java.util.zip.CRC32;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The same ids on every JDK, and for halves of surrogate pairs those of the reference. */
class UnicodeVersionTest {

    private static final int PLANES_IN_USE = 0x40000;

    private static QwenTokenizer tokenizer;

    @BeforeAll
    static void load() {
        tokenizer = QwenTokenizer.load(BuiltInModel.directory().resolve("qwen.tiktoken"), 256);
    }

    /** Every character between two letters, behind a blank and between two combining marks; JDK 17 and 25 agree. */
    @Test
    void everyCharacterHasTheSameIdsOnEveryJdk() {
        CRC32 sum = new CRC32();
        for (int point = 0; point < PLANES_IN_USE; point++) {
            String character = Character.toString(point);
            for (String text :
                    new String[] {"the" + character + "re", " " + character + "n", "a\u0315" + character + "\u0316"}) {
                for (int id : tokenizer.encode(text, SpecialsHonoured.NONE)) {
                    sum.update(id);
                    sum.update(id >> 8);
                }
            }
        }
        assertThat(Long.toHexString(sum.getValue())).isEqualTo("2ac0d007");
    }

    @Test
    void halvesOfSurrogatePairsAreReplacementCharacters() {
        char high = '\ud83d';
        char low = '\ude00';
        assertThat(ids("a" + high + "b")).isEqualTo(ids("a\ufffdb")).isNotEqualTo(ids("a?b"));
        assertThat(ids("" + low + high)).isEqualTo(ids("\ufffd\ufffd"));
        assertThat(ids("e\u0301" + high)).isEqualTo(ids("\u00e9\ufffd"));
    }

    @Test
    void wholePairsStay() {
        assertThat(ids("\ud83d\ude00")).isEqualTo("[240, 159, 152, 128]"); // its bytes: pico has no token for it
    }

    /** U+1C89 is a letter since Unicode 16, U+0897 a mark since 16, U+116D0 a number since 16. */
    @Test
    void lettersOfUnicode16AreLettersAndItsMarksStayWhereTheyAre() {
        assertThat(Nfc.of("a\u0897\u0316")).isEqualTo("a\u0897\u0316");
        assertThat("\u1c89".matches("[" + Unicode16.LETTERS + "]")).isTrue();
        assertThat(Character.toString(0x116d0).matches("[" + Unicode16.NUMBERS + "]"))
                .isTrue();
        assertThat("-".matches("[^" + Unicode16.LETTERS + Unicode16.NUMBERS + "]"))
                .isTrue();
        assertThat("\u1c89".matches("[^" + Unicode16.LETTERS + Unicode16.NUMBERS + "]"))
                .isFalse();
    }

    private static String ids(String text) {
        return Arrays.toString(tokenizer.encode(text, SpecialsHonoured.NONE));
    }
}
