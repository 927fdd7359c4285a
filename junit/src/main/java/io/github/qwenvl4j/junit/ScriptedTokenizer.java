package io.github.qwenvl4j.junit;

import io.github.qwenvl4j.prompt.Role;
import io.github.qwenvl4j.prompt.SpecialsHonoured;
import io.github.qwenvl4j.tokenizer.Detokenizer;
import io.github.qwenvl4j.tokenizer.IdBytes;
import io.github.qwenvl4j.tokenizer.StreamingDecoder;
import io.github.qwenvl4j.tokenizer.Tokenizer;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** Every byte is a token; behind them stand the special ones. */
final class ScriptedTokenizer implements Tokenizer {

    static final int END = 256; // of a message
    static final int PICTURE = 257; // opens a picture
    static final int PICTURE_ROW = 258;
    static final int PICTURE_END = 259;
    static final int CALL = 260; // opens the call of a tool
    static final int CALL_END = 261;
    private static final int ROLES = 262;
    static final int SIZE = ROLES + Role.values().length;

    private static final String OPEN = "<tool_call>";
    private static final String CLOSE = "</tool_call>";
    /** Before and behind each tag. */
    private static final Pattern TAGS = Pattern.compile("(?=</?tool_call>)|(?<=</?tool_call>)");

    /** Opens a message. */
    static int opening(Role role) {
        return ROLES + role.ordinal();
    }

    @Override
    public int size() {
        return SIZE;
    }

    @Override
    public int[] encode(String text, SpecialsHonoured honoured) {
        if (honoured == SpecialsHonoured.NONE) {
            return bytes(text).toArray();
        }
        return TAGS.splitAsStream(text).flatMapToInt(ScriptedTokenizer::piece).toArray();
    }

    private static IntStream piece(String text) {
        return switch (text) {
            case OPEN -> IntStream.of(CALL);
            case CLOSE -> IntStream.of(CALL_END);
            default -> bytes(text);
        };
    }

    private static IntStream bytes(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return IntStream.range(0, bytes.length).map(i -> Byte.toUnsignedInt(bytes[i]));
    }

    @Override
    public String decode(int[] ids) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int id : ids) {
            bytes.writeBytes(bytes(id));
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    /** Special tokens as the tests of applications read prompts: {@code user: [picture]What is this?} */
    @Override
    public byte[] bytes(int id) {
        if (id < END) {
            return new byte[] {(byte) id};
        }
        return written(id).getBytes(StandardCharsets.UTF_8);
    }

    private static String written(int id) {
        if (id >= ROLES && id < SIZE) {
            return Role.values()[id - ROLES].name().toLowerCase(Locale.ROOT) + ": ";
        }
        return switch (id) {
            case END -> "\n";
            case PICTURE -> "[picture]";
            case CALL -> OPEN;
            case CALL_END -> CLOSE;
            default -> "";
        };
    }

    @Override
    public boolean special(int id) {
        return id >= END;
    }

    @Override
    public Detokenizer newDetokenizer() {
        return new StreamingDecoder(new IdBytes() {
            @Override
            public void write(int id, ByteArrayOutputStream out) {
                out.writeBytes(bytes(id));
            }

            @Override
            public void finish(ByteArrayOutputStream out) {
                // nothing is held back
            }
        });
    }
}
