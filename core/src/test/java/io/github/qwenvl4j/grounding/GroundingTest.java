package io.github.qwenvl4j.grounding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.qwenvl4j.QwenVlException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class GroundingTest {

    private static final String A = "<box>(1,2),(30,40)</box>";
    private static final String B = "<box>(5,6),(700,800)</box>";
    private static final String Q = "<quad>(1,2),(30,4),(31,42),(0,40)</quad>";

    /** Well-formed texts and their plain form; they are written back exactly. */
    static Stream<Arguments> wellFormed() {
        return Stream.of(
                arguments("", ""),
                arguments("A plain answer.", "A plain answer."),
                arguments("a < b > c <b>bold</b> </i>", "a < b > c <b>bold</b> </i>"),
                arguments("<ref>cat</ref>" + A, "cat"),
                arguments("<ref>cat</ref>" + A + B, "cat"),
                arguments("<ref>cats</ref>" + A + B + A + B, "cats"),
                arguments("the<ref> cat</ref>" + A + " sits", "the cat sits"),
                arguments("<ref> Woman</ref>" + A + " with<ref> her dog</ref>" + B + ".", " Woman with her dog."),
                arguments("<ref>cat</ref> Where is it?", "cat Where is it?"),
                arguments("<ref></ref>" + A, ""),
                arguments(A, ""),
                arguments(A + B, ""),
                arguments("see " + A, "see "),
                arguments("see " + A + " and " + B, "see  and "),
                arguments(A + " " + B, " "),
                arguments(A + "\n" + B + "\n", "\n\n"),
                arguments("<ref>sign</ref>" + Q, "sign"),
                arguments("<ref>sign</ref>" + A + Q + B, "sign"),
                arguments(Q, ""),
                arguments("<ref>a</ref>" + A + "<ref>b</ref>" + B, "ab"),
                arguments("<ref>击掌</ref>" + A, "击掌"),
                arguments("图中有<ref>红色圆形</ref>" + A + "和<ref>蓝色方形</ref>" + B + "。", "图中有红色圆形和蓝色方形。"),
                arguments("<ref>two\nlines</ref>" + A, "two\nlines"),
                arguments("<ref>(1,2),(3,4)</ref>" + A, "(1,2),(3,4)"),
                arguments("<ref>a < b</ref>" + A, "a < b"),
                arguments("<ref>😀👍🏽</ref>" + A, "😀👍🏽"),
                arguments("<box>(0,0),(999,999)</box>", ""),
                arguments("<box>(0,0),(1000,1000)</box>", ""),
                arguments("<box>(7,8),(7,8)</box>", ""),
                arguments("Picture 1: <img>a.jpg</img>\n<ref>it</ref>" + A, "Picture 1: <img>a.jpg</img>\nit"),
                arguments("<BOX>(1,2),(3,4)</BOX>", "<BOX>(1,2),(3,4)</BOX>"),
                arguments("<box >(1,2),(3,4)", "<box >(1,2),(3,4)"));
    }

    @ParameterizedTest
    @MethodSource("wellFormed")
    void wellFormedTextIsWrittenBackExactly(String tagged, String plain) {
        GroundedText parsed = Grounding.parse(tagged);
        assertThat(parsed.text()).isEqualTo(plain);
        assertThat(parsed.write()).isEqualTo(tagged);
    }

    /** Texts that are not well-formed, their plain form, and the well-formed text with the same meaning. */
    static Stream<Arguments> malformed() {
        return Stream.of(
                // numbers and punctuation
                arguments("<box>（1，2），（30，40）</box>", "", A),
                arguments("<box>(１,２),(３０,４０)</box>", "", A),
                arguments("<box> ( 1 , 2 ) , ( 30 , 40 ) </box>", "", A),
                arguments("<box>\n(1,2),\n(30,40)\n</box>", "", A),
                arguments("<box>1,2,30,40</box>", "", A),
                arguments("<box>[1, 2, 30, 40]</box>", "", A),
                arguments("<box>(1,2)(30,40)</box>", "", A),
                arguments("<box>(1、2)、(30、40)</box>", "", A),
                arguments("<box>(001,02),(030,0040)</box>", "", A),
                arguments("<box>(1.9,2.0),(30.5,40.99)</box>", "", A),
                arguments("<box>(-5,2),(30,40)</box>", "", "<box>(0,2),(30,40)</box>"),
                arguments("<box>(1,2),(1200,40)</box>", "", "<box>(1,2),(1000,40)</box>"),
                arguments("<box>(1,2),(99999999999999999999,40)</box>", "", "<box>(1,2),(1000,40)</box>"),
                arguments("<box>(30,40),(1,2)</box>", "", A),
                arguments("<box>(30,2),(1,40)</box>", "", A),
                arguments("<box>(1,2),(30,40),(5,6),(700,800)</box>", "", A + B),
                arguments("<box>(1,2),(30,40),(5,6)</box>", "", A),
                arguments("<box>(1,2),(30)</box>x", "x", "x"),
                arguments("<box></box>x", "x", "x"),
                arguments("<box>hello</box>", "hello", "hello"),
                arguments("<quad>(1,2),(30,4),(31,42)</quad>x", "x", "x"),
                arguments("<quad>（1，2），（30，4），（31，42），（0，40）</quad>", "", Q),
                arguments("<quad>(1,2),(30,4),(31,42),(0,2000)</quad>", "", Q.replace("(0,40)", "(0,1000)")),
                // cut off
                arguments("<ref>the ca", "the ca", "<ref>the ca</ref>"),
                arguments("<ref>cat</ref><box>", "cat", "<ref>cat</ref>"),
                arguments("<ref>cat</ref><box>(1,2),(30", "cat", "<ref>cat</ref>"),
                arguments("<ref>cat</ref><box>(1,2),(30,40", "cat", "<ref>cat</ref>"),
                arguments("<ref>cat</ref><box>(1,2),(30,40)", "cat", "<ref>cat</ref>" + A),
                arguments("<ref>cat</ref><box>(1,2),(30,40)</bo", "cat</bo", "<ref>cat</ref>" + A + "</bo"),
                arguments("<ref>cat</ref>" + A + "<box>(5,", "cat", "<ref>cat</ref>" + A),
                arguments("a <re", "a <re", "a <re"),
                // unbalanced and nested
                arguments("</ref>a</box>b</quad>", "ab", "ab"),
                arguments("<ref>cat" + A, "cat", "<ref>cat</ref>" + A),
                arguments("<ref>cat<ref>dog</ref>" + A, "catdog", "<ref>cat</ref><ref>dog</ref>" + A),
                arguments("<ref><ref>dog</ref></ref>" + A, "dog", "<ref></ref><ref>dog</ref>" + A),
                arguments("<box><box>(1,2),(30,40)</box></box>", "", A),
                arguments("<box>(1,2),(30,40) and more", "and more", A + "and more"),
                arguments("<box>(1,2),(30,40)<ref>cat</ref>", "cat", A + "<ref>cat</ref>"),
                arguments("<box>(1,2),<ref>cat</ref>" + B, "cat", "<ref>cat</ref>" + B),
                arguments("<box>(1,2),(30,40)</quad>", "", A),
                arguments("<ref>cat</box>s</ref>", "cats", "<ref>cat</ref>s"),
                // blanks between a ref and its marks
                arguments("<ref>cat</ref> " + A, "cat ", "<ref>cat</ref>" + A + " "),
                arguments("<ref>cat</ref>" + A + " " + B + "!", "cat !", "<ref>cat</ref>" + A + B + " !"),
                arguments("<ref>cat</ref>, " + A, "cat, ", "<ref>cat</ref>, " + A));
    }

    @ParameterizedTest
    @MethodSource("malformed")
    void malformedTextIsReadForWhatItMeans(String tagged, String plain, String wellFormed) {
        GroundedText parsed = Grounding.parse(tagged);
        assertThat(parsed.text()).isEqualTo(plain);
        assertThat(parsed.write()).isEqualTo(wellFormed);
        assertThat(Grounding.parse(wellFormed)).isEqualTo(parsed);
    }

    @Test
    void regionsKnowTheirPlaceInThePlainText() {
        GroundedText parsed = Grounding.parse("the<ref> cat </ref>" + A + B + " at " + Q);
        assertThat(parsed.regions())
                .containsExactly(
                        new Region(Optional.of(" cat "), List.of(new Box(1, 2, 30, 40), new Box(5, 6, 700, 800)), 3, 8),
                        new Region(
                                Optional.empty(),
                                List.of(new Quad(List.of(
                                        new Point(1, 2), new Point(30, 4), new Point(31, 42), new Point(0, 40)))),
                                12,
                                12));
        assertThat(parsed.regions().get(0).label()).isEqualTo("cat");
        assertThat(parsed.boxes()).containsExactly(new Box(1, 2, 30, 40), new Box(5, 6, 700, 800));
        assertThat(parsed.regions().get(1).quads()).hasSize(1);
    }

    @Test
    void aTagBegunAtTheEndOfAGrowingTextIsHeldBack() {
        assertThat(Grounding.parseGrowing("a <re").text()).isEqualTo("a ");
        assertThat(Grounding.parseGrowing("a <").text()).isEqualTo("a ");
        assertThat(Grounding.parseGrowing("a <red").text()).isEqualTo("a <red");
        assertThat(Grounding.parseGrowing("<ref>cat</ref").write()).isEqualTo("<ref>cat</ref>");
        assertThat(Grounding.parseGrowing("<ref>cat</ref>" + A).write()).isEqualTo("<ref>cat</ref>" + A);
    }

    @Test
    void pixelBoxesBecomePromptText() {
        Box box = new PixelBox(10, 20, 320, 240).toBox(640, 480);
        assertThat(Grounding.format("the cat", List.of(box)))
                .isEqualTo("<ref>the cat</ref><box>(15,41),(500,500)</box>");
        assertThat(Grounding.format(List.of(box))).isEqualTo("<box>(15,41),(500,500)</box>");
    }

    @Test
    void aRefMustNotHoldATag() {
        assertThatThrownBy(() -> Grounding.format("cat</ref><box>", List.of()))
                .isInstanceOf(QwenVlException.class)
                .hasMessage("ref \"cat</ref><box>\" contains a grounding tag");
    }

    @Test
    void regionsMustFitTheirText() {
        Region cat = new Region(Optional.of("cat"), List.of(), 0, 3);
        assertThatThrownBy(() -> new GroundedText("dog", List.of(cat))).isInstanceOf(QwenVlException.class);
        assertThatThrownBy(() -> new GroundedText("cat", List.of(cat, cat))).isInstanceOf(QwenVlException.class);
        assertThatThrownBy(() -> new Region(Optional.of("cat"), List.of(), 0, 2))
                .isInstanceOf(QwenVlException.class);
    }

    @Test
    void numbersAreWrittenInAsciiWhateverTheLocale() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
            assertThat(Grounding.parse(A + Q).write()).isEqualTo(A + Q);
        } finally {
            Locale.setDefault(before);
        }
    }
}
