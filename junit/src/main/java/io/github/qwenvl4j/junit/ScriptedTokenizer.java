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

/** Every byte is a token; behind them stand the special ones. */
final class ScriptedTokenizer implements Tokenizer {

    static final int END = 256; // of a message
    static final int PICTURE = 257; // opens a picture
    static final int PICTURE_ROW = 258;
    static final int PICTURE_END = 259;
    private static final int ROLES = 260;
    static final int SIZE = ROLES + Role.values().length;

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
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int[] ids = new int[bytes.length];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = Byte.toUnsignedInt(bytes[i]);
        }
        return ids;
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
