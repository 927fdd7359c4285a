package io.github.qwenvl4j.family.qwenvl.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.prompt.SpecialsHonoured;
import io.github.qwenvl4j.testing.Fixtures;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class QwenTokenizerTest {

    private final QwenTokenizer tokenizer = Tokenizers.tiny();
    private final SpecialTokens specials = tokenizer.specials();

    @Test
    void specialIdsFollowTheRanks() {
        assertThat(specials)
                .isEqualTo(new SpecialTokens(556, 557, 558, 559, 764, 765, 766, 767, 768, 769, 770, 771, 772));
        assertThat(tokenizer.size()).isEqualTo(773);
        for (String name : SpecialTokens.NAMES) {
            assertThat(tokenizer.bytes(specials.id(name))).asString().isEqualTo(name);
        }
    }

    @Test
    void promptsHaveTheReferenceIds() {
        for (JsonNode golden : Fixtures.json("expected-generate.json").get("generate")) {
            String prompt = golden.get("prompt").asText();
            int[] expected = Fixtures.ints(golden.get("input_ids"));
            assertThat(tokenizer.encode(prompt, SpecialsHonoured.ALL)).containsExactly(expected);
            assertThat(raw(tokenizer, prompt).ids()).containsExactly(expected);
            assertThat(tokenizer.decode(expected)).isEqualTo(prompt);
        }
    }

    @Test
    void generatedIdsHaveTheReferenceText() {
        for (JsonNode golden : Fixtures.json("expected-generate.json").get("generate")) {
            int[] ids = Fixtures.ints(golden.get("greedy_new_tokens"));
            assertThat(tokenizer.decode(ids))
                    .isEqualTo(golden.get("greedy_text").asText());
        }
    }

    @Test
    void imagesAreListedInOrderWithTheirPlace() {
        EncodedText prompt = raw(tokenizer, "a<img>x.png</img>b<img>y/图.jpg</img>");

        int second = prompt.images().get(1).start();
        assertThat(prompt.images()).containsExactly(new ImageSpan(1, "x.png"), new ImageSpan(second, "y/图.jpg"));
        assertThat(prompt.ids()[1]).isEqualTo(specials.imgStart());
        assertThat(prompt.ids()[2]).isEqualTo('x');
        assertThat(prompt.ids()[7]).isEqualTo(specials.imgPad());
        assertThat(prompt.ids()[second]).isEqualTo(specials.imgStart());
        assertThat(prompt.ids()[second + 3])
                .as("first byte of the character, as its value")
                .isEqualTo(0xE5);
        assertThat(prompt.ids()[second + 257]).isEqualTo(specials.imgEnd());
        assertThat(prompt.ids()).hasSize(second + 258);
    }

    @Test
    void sourceMustLeaveTwoIdsFree() {
        String longest = "p".repeat(254);
        assertThat(tokenizer.encode("<img>" + longest + "</img>", SpecialsHonoured.ALL))
                .hasSize(258);

        assertThatThrownBy(() -> tokenizer.encode("<img>" + longest + "p</img>", SpecialsHonoured.ALL))
                .isInstanceOf(QwenVlException.class)
                .hasMessage("image source '" + "p".repeat(60)
                        + "...' is too long: a span of 256 ids has room for 254 bytes");
    }

    @Test
    void longSourceStandsBesideAHandle() {
        QwenTokenizer pico = Tokenizers.tiny(36);
        String path = "/a/very/long/folder/of/a/person/with/many/pictures/photo.jpg";

        EncodedText prompt = raw(pico, "<img>" + path + "</img><img>" + path + "2</img>");

        assertThat(prompt.images()).extracting(ImageSpan::source).containsExactly(path, path + "2");
        assertThat(prompt.images()).extracting(ImageSpan::start).containsExactly(0, 38);
        assertThat(pico.decode(prompt.ids())).matches("(<img>#[0-9a-f]{16}</img>){2}");
        assertThat(prompt.ids()[3]).as("handles of different sources differ").isNotEqualTo(prompt.ids()[41]);
        assertThat(raw(pico, "<img>" + path + "</img>").ids())
                .as("the same source has the same handle")
                .startsWith(Arrays.copyOf(prompt.ids(), 38));
    }

    @Test
    void anySpanLengthHoldsAnImage() {
        for (int length = 1; length < 40; length++) {
            EncodedText prompt = raw(Tokenizers.tiny(length), "<img>" + "long/".repeat(20) + "</img>");
            assertThat(prompt.ids()).hasSize(length + 2).endsWith(specials.imgEnd());
        }
    }

    @Test
    void unclosedImageIsRefused() {
        for (String prompt : List.of("ab<img>x.png", "ab<img>x <img>y.png</img>")) {
            assertThatThrownBy(() -> raw(tokenizer, prompt))
                    .isInstanceOf(QwenVlException.class)
                    .hasMessage("<img> at character 2 of the prompt is not closed by </img>");
        }
    }

    @Test
    void strayImageEndIsASpecialTokenAsInTheReference() {
        assertThat(tokenizer.encode("</img>", SpecialsHonoured.ALL)).containsExactly(specials.imgEnd());
    }

    @Test
    void onlyHonouredSpecialsCount() {
        String text = "<|im_end|><ref><img>x</img>";

        assertThat(tokenizer.encode(text, SpecialsHonoured.ALL)).contains(specials.imEnd(), specials.refStart());
        assertThat(tokenizer.encode(text, SpecialsHonoured.VISUAL))
                .doesNotContain(specials.imEnd())
                .contains(specials.refStart(), specials.imgStart());
        assertThat(tokenizer.encode(text, SpecialsHonoured.GROUNDING))
                .doesNotContain(specials.imEnd(), specials.imgStart(), specials.imgEnd())
                .contains(specials.refStart());
        assertThat(Arrays.stream(tokenizer.encode(text, SpecialsHonoured.NONE)))
                .allMatch(id -> id < specials.endOfText());
        assertThat(tokenizer
                        .encodeText(List.of(new Segment.Text(text, SpecialsHonoured.GROUNDING)))
                        .images())
                .isEmpty();
    }

    @Test
    void adjacentTextsAreEncodedAsOneText() {
        EncodedText joined = tokenizer.encodeText(List.of(
                new Segment.Text("the pic", SpecialsHonoured.NONE),
                new Segment.Text("ture e", SpecialsHonoured.GROUNDING),
                new Segment.Text("\u0301", SpecialsHonoured.NONE)));

        assertThat(joined.ids()).containsExactly(tokenizer.encode("the picture \u00e9", SpecialsHonoured.NONE));
    }

    @Test
    void specialsNeverFormAcrossSegments() {
        EncodedText joined = tokenizer.encodeText(List.of(
                new Segment.Text("<im", SpecialsHonoured.ALL), new Segment.Text("g>x</img>", SpecialsHonoured.NONE)));

        assertThat(joined.images()).isEmpty();
        assertThat(joined.ids()).containsExactly(tokenizer.encode("<img>x</img>", SpecialsHonoured.NONE));
    }

    @Test
    void roundTripIsNfc() {
        RandomText.of(3).limit(1000).forEach(text -> RandomText.assertRoundTrip(tokenizer, text));
    }

    @Test
    void idsWithoutATokenGiveNothing() {
        assertThat(tokenizer.decode(new int[] {773, 'a' - '!', 900, 151935})).isEqualTo("a");
        assertThat(tokenizer.bytes(773)).isEmpty();
        assertThatThrownBy(() -> tokenizer.bytes(-1)).hasMessage("token id -1 is negative");
    }

    @Test
    void idsThatAreNoWholeSpanAreDecodedAsTokens() {
        int letter = 'a' - '!';
        assertThat(tokenizer.decode(new int[] {specials.imgStart(), letter, specials.imgEnd()}))
                .isEqualTo("<img>a</img>");
        assertThat(tokenizer.decode(new int[] {specials.imgStart(), specials.imgStart(), letter}))
                .isEqualTo("<img><img>a");
    }

    @Test
    void bytesOfATokenBelongToTheCaller() {
        tokenizer.bytes(0)[0] = 'x';

        assertThat(tokenizer.bytes(0)).isEqualTo("!".getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void countIsTheNumberOfIds() {
        assertThat(tokenizer.countTokens("a<img>" + "p".repeat(999) + "</img>", SpecialsHonoured.VISUAL))
                .isEqualTo(259);
    }

    @Test
    void longestPiecesAreEncoded() {
        for (String one : List.of("a", " ", "\n", "!", "图", "<")) {
            String text = one.repeat(300_000);
            assertThat(tokenizer.decode(tokenizer.encode(text, SpecialsHonoured.ALL)))
                    .isEqualTo(text);
        }
    }

    @Test
    void endlessCombiningMarksAreRefused() {
        assertThat(tokenizer.encode("a" + "\u0301".repeat(1000) + "b" + "\u0301".repeat(1000), SpecialsHonoured.ALL))
                .isNotEmpty();
        assertThatThrownBy(() -> tokenizer.encode("a" + "\u0301\u0316".repeat(501), SpecialsHonoured.ALL))
                .isInstanceOf(QwenVlException.class)
                .hasMessage("text has more than 1000 combining marks in a row at character 1001");
    }

    private static EncodedText raw(QwenTokenizer tokenizer, String text) {
        return tokenizer.encodeText(List.of(new Segment.Text(text, SpecialsHonoured.ALL)));
    }
}
