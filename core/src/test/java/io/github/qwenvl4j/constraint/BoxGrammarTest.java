package io.github.qwenvl4j.constraint;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.qwenvl4j.grounding.Grounding;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class BoxGrammarTest {

    private static final String N = "(0|[1-9][0-9]{0,2})";
    private static final String POINT = "\\(" + N + "," + N + "\\)";
    private static final Pattern BOX = Pattern.compile(POINT + "," + POINT);
    private static final Pattern QUAD = Pattern.compile(POINT + ("," + POINT).repeat(3));
    private static final List<String> LETTERS = List.of(
            "(", ")", ",", "0", "1", "2", "3", "4", "5", "6", "7", "8", "9", " ", "a", "<", "</box>", "</quad>");

    private static Optional<BoxGrammar.State> read(BoxGrammar grammar, String body) {
        Optional<BoxGrammar.State> state = Optional.of(grammar.start());
        for (int i = 0; i < body.length(); i++) {
            byte[] letter = body.substring(i, i + 1).getBytes(StandardCharsets.UTF_8);
            state = state.flatMap(s -> s.accept(letter));
        }
        return state;
    }

    private static boolean isBody(BoxGrammar grammar, String body) {
        return read(grammar, body)
                .flatMap(s -> s.accept(bytes("</" + grammar.openingTag().substring(1))))
                .map(BoxGrammar.State::complete)
                .orElse(false);
    }

    private static boolean expected(BoxGrammar grammar, String body) {
        Matcher matcher = (grammar == BoxGrammar.BOX ? BOX : QUAD).matcher(body);
        return matcher.matches()
                && (grammar == BoxGrammar.QUAD
                        || number(matcher, 1) <= number(matcher, 3) && number(matcher, 2) <= number(matcher, 4));
    }

    private static int number(Matcher matcher, int group) {
        return Integer.parseInt(matcher.group(group));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void everySpellingOfEachNumberIsJudgedAsTheRegexJudgesIt() {
        List<String> spellings = IntStream.range(0, 1200)
                .boxed()
                .flatMap(n -> List.of("" + n, "0" + n, "00" + n).stream())
                .toList();
        for (String n : spellings) {
            for (String body : List.of(
                    "(" + n + ",0),(999,0)", "(0," + n + "),(0,999)", "(0,0),(" + n + ",0)", "(0,0),(0," + n + ")")) {
                assertThat(isBody(BoxGrammar.BOX, body)).as(body).isEqualTo(expected(BoxGrammar.BOX, body));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 9, 10, 11, 73, 99, 100, 101, 550, 899, 900, 990, 998, 999})
    void theSecondCornerIsNeitherLeftOfNorAboveTheFirst(int first) {
        for (int second = 0; second < 1000; second++) {
            assertThat(isBody(BoxGrammar.BOX, "(" + first + ",5),(" + second + ",5)"))
                    .isEqualTo(second >= first);
            assertThat(isBody(BoxGrammar.BOX, "(5," + first + "),(5," + second + ")"))
                    .isEqualTo(second >= first);
        }
    }

    @ParameterizedTest
    @EnumSource(BoxGrammar.class)
    void mutatedBodiesAreJudgedAsTheRegexJudgesThem(BoxGrammar grammar) {
        Random random = new Random(5);
        int accepted = 0;
        for (int i = 0; i < 20_000; i++) {
            StringBuilder body = new StringBuilder(walk(grammar, random));
            if (random.nextInt(5) > 0) {
                String letter = LETTERS.get(random.nextInt(16));
                int at = random.nextInt(body.length());
                body.replace(at, Math.min(body.length(), at + random.nextInt(2)), letter);
            }
            boolean isBody = isBody(grammar, body.toString());
            assertThat(isBody).as(body.toString()).isEqualTo(expected(grammar, body.toString()));
            accepted += isBody ? 1 : 0;
        }
        assertThat(accepted).isBetween(5_000, 15_000);
    }

    @ParameterizedTest
    @EnumSource(BoxGrammar.class)
    void noPathEndsBeforeTheMarkIsWhole(BoxGrammar grammar) {
        Random random = new Random(6);
        for (int i = 0; i < 5_000; i++) {
            String body = walk(grammar, random);
            assertThat(expected(grammar, body)).as(body).isTrue();
            String tagged =
                    grammar.openingTag() + body + "</" + grammar.openingTag().substring(1);
            assertThat(Grounding.parse(tagged).write()).isEqualTo(tagged);
        }
    }

    /** A random way through the grammar, letter by letter, up to the closing tag. */
    private static String walk(BoxGrammar grammar, Random random) {
        BoxGrammar.State state = grammar.start();
        StringBuilder body = new StringBuilder();
        while (true) {
            BoxGrammar.State here = state;
            List<String> next = LETTERS.stream()
                    .filter(letter -> here.accept(bytes(letter)).isPresent())
                    .toList();
            assertThat(next).as("ways on from %s", body).isNotEmpty();
            String letter = next.get(random.nextInt(next.size()));
            state = state.accept(bytes(letter)).orElseThrow();
            if (state.complete()) {
                return body.toString();
            }
            body.append(letter);
        }
    }

    @Test
    void tokensOfSeveralLettersCrossNumbers() {
        assertThat(BoxGrammar.BOX
                        .start()
                        .accept(bytes("(12,"))
                        .flatMap(s -> s.accept(bytes("3),(")))
                        .flatMap(s -> s.accept(bytes("456,9)"))))
                .isEqualTo(read(BoxGrammar.BOX, "(12,3),(456,9)"))
                .isPresent();
        assertThat(BoxGrammar.BOX.start().accept(bytes("(12,3),(11,"))).isEmpty();
    }

    @Test
    void theClosingTagComesWholeAndNothingFollowsIt() {
        BoxGrammar.State body = read(BoxGrammar.BOX, "(1,2),(3,4)").orElseThrow();
        assertThat(body.complete()).isFalse();
        assertThat(body.accept(bytes("</"))).isEmpty();
        assertThat(body.accept(bytes("</quad>"))).isEmpty();
        BoxGrammar.State closed = body.accept(bytes("</box>")).orElseThrow();
        assertThat(closed.complete()).isTrue();
        assertThat(LETTERS)
                .allSatisfy(letter -> assertThat(closed.accept(bytes(letter))).isEmpty());
        assertThat(BoxGrammar.BOX.start().accept(bytes("(1,2),(3,4)</box>"))).isEmpty();
        assertThat(BoxGrammar.BOX.start().accept(new byte[0])).isEmpty();
    }

    @Test
    void aVocabularyIsMaskedByItsBytes() {
        List<String> vocabulary =
                List.of("(", "12", "),(", ",", "3", "</box>", "</", "box", "", "cat", "</quad>", "9)", "(a");
        TokenMask mask = new TokenMask(new Vocabulary() {
            @Override
            public int size() {
                return vocabulary.size();
            }

            @Override
            public byte[] bytes(int id) {
                return BoxGrammarTest.bytes(vocabulary.get(id));
            }
        });
        BoxGrammar.State state = BoxGrammar.BOX.start();
        int[][] allowed = {{0}, {1, 4}, {3, 4}, {1, 4, 11}, {1, 2, 4, 11}, {1, 4}, {3, 4}, {4, 11, 1}, {5}, {}};
        int[] chosen = {0, 1, 3, 4, 2, 1, 3, 11, 5};
        for (int step = 0; step < allowed.length; step++) {
            BitSet expected = new BitSet();
            Arrays.stream(allowed[step]).forEach(expected::set);
            assertThat(mask.allowed(state)).as("step %d", step).isEqualTo(expected);
            if (step < chosen.length) {
                state = mask.accept(state, chosen[step]).orElseThrow();
            }
        }
        assertThat(state.complete()).isTrue();
    }
}
