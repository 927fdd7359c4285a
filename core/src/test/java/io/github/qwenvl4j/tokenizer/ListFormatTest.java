package io.github.qwenvl4j.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.tokenizer.PromptElement.Box;
import io.github.qwenvl4j.tokenizer.PromptElement.Image;
import io.github.qwenvl4j.tokenizer.PromptElement.Point;
import io.github.qwenvl4j.tokenizer.PromptElement.Quad;
import io.github.qwenvl4j.tokenizer.PromptElement.Ref;
import io.github.qwenvl4j.tokenizer.PromptElement.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ListFormatTest {

    private static final Box BOX = new Box(new Point(12, 34), new Point(567, 890));
    private static final Quad QUAD =
            new Quad(List.of(new Point(0, 1), new Point(2, 3), new Point(4, 5), new Point(999, 7)));

    @Test
    void elementsAreFlattenedAsPublished() {
        List<PromptElement> elements = List.of(
                new Image("a.png"), new Image("b.png"), new Text("Where is "), new Ref("the cat"), BOX, BOX, QUAD);

        assertThat(ListFormat.flatten(elements, 1))
                .isEqualTo("Picture 1: <img>a.png</img>\nPicture 2: <img>b.png</img>\nWhere is <ref>the cat</ref>"
                        + "<box>(12,34),(567,890)</box><box>(12,34),(567,890)</box>"
                        + "<quad>(0,1),(2,3),(4,5),(999,7)</quad>");
        assertThat(ListFormat.parse(ListFormat.flatten(elements, 1))).isEqualTo(elements);
    }

    @Test
    void pictureNumbersGoOnFromTheFirst() {
        assertThat(ListFormat.flatten(List.of(new Image("a")), 3)).isEqualTo("Picture 3: <img>a</img>\n");
    }

    @Test
    void answerOfTheModelIsSplitAtItsTags() {
        assertThat(ListFormat.parse("<ref> Woman</ref><box>(12,34),(567,890)</box> sitting on the beach"))
                .containsExactly(new Ref(" Woman"), BOX, new Text(" sitting on the beach"));
    }

    @Test
    void whatIsNoElementStaysText() {
        for (String text : List.of(
                "a <ref> b",
                "<box>(1,2),(3,4)",
                "<box>(1,2),(3,1000)</box>",
                "<box>(1,2)</box>",
                "<box>(1,2),(3,4),(5,6)</box>",
                "<box>(1,2),(3,4),(5,6),(7,8),(9,10)</box>",
                "<box>(-1,2),(3,4)</box>",
                "<quad>(1,2),(3,4)</quad>",
                "<box></box>",
                "</ref></box></img>",
                "Picture 1:\n",
                "<box>" + "(1,2),".repeat(100_000) + "</box>")) {
            assertThat(ListFormat.parse(text)).containsExactly(new Text(text));
        }
        assertThat(ListFormat.parse("")).isEmpty();
    }

    @Test
    void onlyTheLabelOfAPictureIsDropped() {
        assertThat(ListFormat.parse("see Picture 12: <img>a</img>\n\nPicture 3:\n<img>b</img> and Picture 4: "))
                .containsExactly(
                        new Text("see "),
                        new Image("a"),
                        new Text("\nPicture 3:\n"),
                        new Image("b"),
                        new Text(" and Picture 4: "));
    }

    @Test
    void unclosedImageIsRefused() {
        assertThatThrownBy(() -> ListFormat.parse("ab<img>x"))
                .isInstanceOf(QwenVlException.class)
                .hasMessage("<img> at character 2 is not closed by </img>");
        assertThatThrownBy(() -> ListFormat.flatten(List.of(new Image("a</img>b")), 1))
                .hasMessage("image source 'a</img>b' contains </img>");
    }

    @Test
    void pointsOutOfRangeAreRefused() {
        assertThatThrownBy(() -> new Point(0, 1000)).hasMessage("point (0,1000) is outside 0..999");
        assertThatThrownBy(() -> new Point(-1, 0)).isInstanceOf(QwenVlException.class);
        assertThatThrownBy(() -> new Quad(List.of(new Point(1, 1)))).hasMessage("a quad has 4 corners, not 1");
    }

    @Test
    void segmentsEncodeLikeTheString() {
        QwenTokenizer tokenizer = Tokenizers.tiny();
        List<PromptElement> elements = List.of(new Image("a.png"), new Text("the cat "), new Ref("the cat"), BOX, QUAD);

        assertThat(tokenizer
                        .encodePrompt(ListFormat.segments(elements, 1, SpecialsHonoured.NONE))
                        .ids())
                .containsExactly(tokenizer.encode(ListFormat.flatten(elements, 1), SpecialsHonoured.VISUAL));
    }

    @Test
    void typedTextOpensNoImage() {
        List<Segment> segments = ListFormat.segments(
                List.of(new Image("a.png"), new Text("<img>/etc/passwd</img>"), new Ref("<img>b</img>")),
                1,
                SpecialsHonoured.GROUNDING);

        assertThat(Tokenizers.tiny().encodePrompt(segments).images())
                .extracting(ImageSpan::source)
                .containsExactly("a.png");
    }

    @Test
    void anyListComesBack() {
        Random random = new Random(2);
        for (int round = 0; round < 500; round++) {
            List<PromptElement> elements = new ArrayList<>();
            for (int i = random.nextInt(8); i > 0; i--) {
                boolean afterText = !elements.isEmpty() && elements.get(elements.size() - 1) instanceof Text;
                elements.add(
                        switch (random.nextInt(afterText ? 4 : 5)) {
                            case 0 -> new Image("p" + i);
                            case 1 -> new Ref("r" + i);
                            case 2 -> BOX;
                            case 3 -> QUAD;
                            default -> new Text(" some <text> " + i);
                        });
            }
            assertThat(ListFormat.parse(ListFormat.flatten(elements, 1 + random.nextInt(20))))
                    .isEqualTo(elements);
        }
    }
}
