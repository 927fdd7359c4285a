package io.github.qwenvl4j.constraint.regex;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.qwenvl4j.AnswerFormat;
import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.constraint.Accepted;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RegexTest {

    private static final String LETTERS = "aab1_- \u00e9\u4e2d\ud83d\ude00";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a*b+",
                "(a|b)*1{2,3}",
                "[^a]+",
                "\\d+_?[a-b]{0,2}",
                "(?:ab|a)(1|b1)?",
                "\\w*\\W\\w*",
                ".{3}",
                "\\p{L}+",
                "[\\u4e00-\\u9fff\\u{1F600}]+",
                "a{2}|b{3,}",
                "(?<name>a)[-_ ]*?b*?",
                "(a?b?){2,4}1",
                "((a|b)(a|1))*",
                "[\\d\\-a]+"
            })
    void acceptsWhatTheJdksMatcherMatches(String pattern) {
        Pattern expected = Pattern.compile(pattern.replace("\\u{1F600}", "\\x{1F600}"));
        Accepted accepted = new Accepted(AnswerFormat.regex(pattern));
        Random random = new Random(1);
        int[] points = LETTERS.codePoints().toArray();
        int matched = 0;
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder();
            int length = random.nextInt(8);
            for (int j = 0; j < length; j++) {
                text.appendCodePoint(points[random.nextInt(points.length)]);
            }
            boolean matches = expected.matcher(text).matches();
            matched += matches ? 1 : 0;
            assertThat(accepted.whole(text.toString()))
                    .as("%s of %s", text, pattern)
                    .isEqualTo(matches);
            if (matches && length > 0) {
                String half = text.substring(0, text.offsetByCodePoints(0, length / 2));
                assertThat(accepted.beginning(half))
                        .as("%s of %s", half, pattern)
                        .isTrue();
            }
        }
        assertThat(matched).isGreaterThan(5);
    }

    @Test
    void anchorsAtTheEndsOfAWholeExpressionMeanNothing() {
        Accepted accepted = new Accepted(AnswerFormat.regex("^(ab|c)$"));
        assertThat(accepted.whole("ab")).isTrue();
        assertThat(accepted.whole("^ab")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '|',
            value = {
                "|a(?=b)|, lookaround",
                "|(a)\\1|, a back reference",
                "|a\\b|, \\b",
                "|a^b|, an anchor in its middle",
                "|(?i)a|, a group that begins with (?i",
                "|a{1000000}|, more than 100000 times"
            })
    void whatIsNotRegularIsRefusedByName(String pattern, String named) {
        assertThatThrownBy(() -> new Accepted(AnswerFormat.regex(pattern)))
                .isInstanceOf(QwenVlException.class)
                .hasMessageContaining(pattern)
                .hasMessageContaining(named)
                .extracting(e -> ((QwenVlException) e).kind())
                .isEqualTo(QwenVlException.Kind.UNSUPPORTED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"(a", "a)", "[a", "*a", "a\\", "[b-a]", "a{3,2}", "\\x1", "\\u{110000}"})
    void whatIsWrongIsToldWithItsPlace(String pattern) {
        assertThatThrownBy(() -> new Accepted(AnswerFormat.regex(pattern)))
                .isInstanceOf(QwenVlException.class)
                .hasMessageContaining("is wrong at character");
    }

    @Test
    void anExpressionThatMatchesNothingIsRefused() {
        assertThatThrownBy(() -> new Accepted(AnswerFormat.regex("a[^\\d\\D]")))
                .isInstanceOf(QwenVlException.class)
                .hasMessageContaining("no answer can have the form");
    }

    @Test
    void whatCanBeReadInTooManyWaysIsRefused() {
        Accepted ambiguous = new Accepted(AnswerFormat.regex("(.{1,200}){1,200}"));
        assertThatThrownBy(() -> ambiguous.whole("a".repeat(20_000)))
                .isInstanceOfSatisfying(
                        QwenVlException.class, e -> assertThat(e.kind()).isEqualTo(QwenVlException.Kind.UNSUPPORTED))
                .hasMessageContaining("too many ways at once");
        String many = IntStream.range(0, 5000).mapToObj(i -> "option " + i).collect(Collectors.joining("|"));
        assertThat(new Accepted(AnswerFormat.regex("(" + many + ")")).whole("option 4321"))
                .isTrue();
    }
}
