package io.github.qwenvl4j.family.qwenvl.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.qwenvl4j.prompt.SpecialsHonoured;
import java.text.Normalizer;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Endless made texts: scripts, spaces, marks, emoji and tags in any order. */
final class RandomText {

    private static final List<String> PIECES = List.of(
            "a",
            "B",
            "word",
            " ",
            "  ",
            "\n",
            "\r\n",
            "\t",
            "\u00a0",
            "\u3000",
            "'s",
            "'LL",
            "1",
            "42",
            "\u0301",
            "\u0323",
            "e\u0301",
            "\u212b",
            "\u1112\u1161\u11ab",
            "图",
            "是一名女子",
            "，",
            "😀",
            "👩‍👩‍👧",
            "\u0338",
            "\ufffd",
            "\u0000",
            "<",
            ">",
            "<|im_start|>",
            "<|endoftext|>",
            "<|extra_7|>",
            "<ref>",
            "</ref>",
            "<box>",
            "(1,2),(3,4)",
            "</box>",
            "<img>",
            "</img>",
            "<imgpad>",
            "ß",
            "ı",
            "ſ",
            "🇨🇭",
            "\ud83d\udd96\ud83c\udffd");

    private RandomText() {}

    static Stream<String> of(long seed) {
        Random random = new Random(seed);
        return Stream.generate(() -> random.ints(random.nextInt(40), 0, PIECES.size())
                .mapToObj(PIECES::get)
                .collect(Collectors.joining()));
    }

    static void assertRoundTrip(QwenTokenizer tokenizer, String text) {
        String nfc = Normalizer.normalize(text, Normalizer.Form.NFC);
        for (SpecialsHonoured which : List.of(SpecialsHonoured.NONE, SpecialsHonoured.GROUNDING)) {
            assertThat(tokenizer.decode(tokenizer.encode(text, which)))
                    .as("%s", which)
                    .isEqualTo(nfc);
        }
        String withoutImages = text.replace("<img>", "<i>");
        assertThat(tokenizer.decode(tokenizer.encode(withoutImages, SpecialsHonoured.ALL)))
                .isEqualTo(Normalizer.normalize(withoutImages, Normalizer.Form.NFC));
    }
}
