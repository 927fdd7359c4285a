package io.github.qwenvl4j.grounding;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

class GroundingFuzzTest {

    private static final List<String> PIECES = List.of(
            "<ref>",
            "</ref>",
            "<box>",
            "</box>",
            "<quad>",
            "</quad>",
            "<",
            ">",
            "/",
            "ref>",
            "cat",
            " ",
            "\n",
            "红色",
            "😀",
            "(1,2)",
            ",",
            "(",
            ")",
            "(500,600),(20,1200)",
            "7",
            "12",
            "３",
            "，",
            "（",
            "）",
            "-",
            ".",
            "\ud83d",
            "\0");

    @RepeatedTest(50)
    void anyStringParsesAndItsPrefixesAreStable(RepetitionInfo run) {
        Random random = new Random(run.getCurrentRepetition());
        for (int i = 0; i < 100; i++) {
            StringBuilder text = new StringBuilder();
            for (int pieces = random.nextInt(20); pieces > 0; pieces--) {
                text.append(PIECES.get(random.nextInt(PIECES.size())));
            }
            GroundedText before = Grounding.parseGrowing("");
            for (int end = 1; end <= text.length(); end++) {
                GroundedText after = Grounding.parseGrowing(text.substring(0, end));
                assertGrown(before, after, text.substring(0, end));
                before = after;
            }
            assertGrown(before, Grounding.parse(text.toString()), text.toString());
        }
    }

    private static void assertGrown(GroundedText before, GroundedText after, String source) {
        assertThat(after.text()).as(source).startsWith(before.text());
        int complete = Math.max(0, before.regions().size() - 1);
        assertThat(after.regions().size())
                .as(source)
                .isGreaterThanOrEqualTo(before.regions().size());
        assertThat(after.regions().subList(0, complete))
                .as(source)
                .isEqualTo(before.regions().subList(0, complete));
        if (before.regions().size() > complete) {
            Region grown = after.regions().get(complete);
            Region last = before.regions().get(complete);
            assertThat(grown.ref().orElse("")).as(source).startsWith(last.ref().orElse(""));
            assertThat(grown.start()).as(source).isEqualTo(last.start());
            assertThat(grown.marks().subList(0, last.marks().size())).as(source).isEqualTo(last.marks());
        }
    }

    @RepeatedTest(50)
    void wellFormedTextSurvivesTheRoundTrip(RepetitionInfo run) {
        Random random = new Random(1000 + run.getCurrentRepetition());
        for (int i = 0; i < 200; i++) {
            StringBuilder text = new StringBuilder(words(random));
            for (int regions = random.nextInt(6); regions > 0; regions--) {
                if (random.nextInt(4) > 0) {
                    text.append("<ref>").append(words(random)).append("</ref>");
                }
                for (int marks = random.nextInt(4); marks > 0; marks--) {
                    text.append(mark(random).write());
                }
                text.append("then ").append(words(random));
            }
            assertThat(Grounding.parse(text.toString()).write()).isEqualTo(text.toString());
        }
    }

    private static String words(Random random) {
        List<String> words = List.of("", " a", "cat ", "红色圆形", "(1,2)", "<b>", "\n", "😀", ", ", "</p>");
        return words.get(random.nextInt(words.size())) + words.get(random.nextInt(words.size()));
    }

    private static Mark mark(Random random) {
        return random.nextBoolean()
                ? Box.between(random.nextInt(1001), random.nextInt(1001), random.nextInt(1001), random.nextInt(1001))
                : new Quad(random.ints(4, 0, 1001)
                        .mapToObj(x -> new Point(x, random.nextInt(1001)))
                        .toList());
    }
}
