package io.github.qwenvl4j.family.qwenvl.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.qwenvl4j.prompt.SpecialsHonoured;
import io.github.qwenvl4j.tokenizer.StreamingDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StreamingDecoderTest {

    private final QwenTokenizer tokenizer = Tokenizers.tiny(4);

    @Test
    void characterLeavesWhenItIsWhole() {
        StreamingDecoder decoder = tokenizer.newDetokenizer();
        int[] bytes = singleByteIds("😀");

        assertThat(decoder.append(bytes[0])).isEmpty();
        assertThat(decoder.append(bytes[1])).isEmpty();
        assertThat(decoder.append(bytes[2])).isEmpty();
        assertThat(decoder.append(bytes[3])).isEqualTo("😀");
        assertThat(decoder.flush()).isEmpty();
    }

    @Test
    void cutOffCharacterIsReplacedAtTheEnd() {
        StreamingDecoder decoder = tokenizer.newDetokenizer();
        int[] bytes = singleByteIds("图");

        assertThat(decoder.append(bytes[0]) + decoder.append(bytes[1])).isEmpty();
        assertThat(decoder.flush()).isEqualTo("\ufffd");
        assertThat(decoder.append('a' - '!')).as("usable again").isEqualTo("a");
    }

    @Test
    void imageSpanLeavesWhenItIsClosed() {
        StreamingDecoder decoder = tokenizer.newDetokenizer();
        int[] ids = tokenizer.encode("<img>ab</img>", SpecialsHonoured.ALL);

        for (int i = 0; i < ids.length - 1; i++) {
            assertThat(decoder.append(ids[i])).isEmpty();
        }
        assertThat(decoder.append(ids[ids.length - 1])).isEqualTo("<img>ab</img>");
    }

    @Test
    void piecesTogetherAreTheFullText() {
        Random random = new Random(5);
        for (int round = 0; round < 2000; round++) {
            int[] ids = randomIds(random);
            StreamingDecoder decoder = tokenizer.newDetokenizer();
            StringBuilder text = new StringBuilder();
            for (int id : ids) {
                String piece = decoder.append(id);
                assertThat(piece.isEmpty() || !Character.isHighSurrogate(piece.charAt(piece.length() - 1)))
                        .as("no half character")
                        .isTrue();
                text.append(piece);
            }
            text.append(decoder.flush());
            assertThat(text).hasToString(tokenizer.decode(ids));
        }
    }

    @Test
    void wholeCharactersGiveNoReplacement() {
        RandomText.of(11).limit(500).map(text -> text.replace("\ufffd", "")).forEach(text -> {
            StreamingDecoder decoder = tokenizer.newDetokenizer();
            for (int id : tokenizer.encode(text, SpecialsHonoured.GROUNDING)) {
                assertThat(decoder.append(id)).doesNotContain("\ufffd");
            }
        });
    }

    /** Many bytes of broken characters, many image tags, some ids that name nothing. */
    private int[] randomIds(Random random) {
        int[] ids = new int[random.nextInt(60)];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = switch (random.nextInt(6)) {
                case 0 -> tokenizer.specials().imgStart();
                case 1 -> tokenizer.specials().imgPad();
                case 2 -> tokenizer.specials().imgEnd();
                case 3 -> random.nextInt(256);
                default -> random.nextInt(tokenizer.size() + 5);
            };
        }
        return ids;
    }

    private int[] singleByteIds(String character) {
        byte[] bytes = character.getBytes(StandardCharsets.UTF_8);
        int[] ids = new int[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            ids[i] = idOf(bytes[i]);
        }
        return ids;
    }

    private int idOf(byte value) {
        for (int id = 0; id < 256; id++) {
            if (tokenizer.bytes(id)[0] == value) {
                return id;
            }
        }
        throw new AssertionError("no token for byte " + value);
    }
}
