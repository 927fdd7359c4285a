package io.github.qwenvl4j.testing.fake;

import io.github.qwenvl4j.prompt.SpecialsHonoured;
import io.github.qwenvl4j.tokenizer.Detokenizer;
import io.github.qwenvl4j.tokenizer.IdBytes;
import io.github.qwenvl4j.tokenizer.StreamingDecoder;
import io.github.qwenvl4j.tokenizer.Tokenizer;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Every byte is a token; behind them stand the special ones. */
final class FakeTokenizer implements Tokenizer {

    static final int SIZE = 300;
    static final int END = 256;
    static final int PICTURE = 257; // opens a picture
    static final int PICTURE_ROW = 258;
    static final int PICTURE_END = 259;
    static final int ROLES = 260; // and what follows

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

    @Override
    public byte[] bytes(int id) {
        return id < END ? new byte[] {(byte) id} : ("{" + id + "}").getBytes(StandardCharsets.US_ASCII);
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
