package io.github.qwenvl4j.tokenizer;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Text from ids that come one at a time. Gives only whole characters: the bytes of a character that is not complete are
 * kept for the next id, and so are the ids of an image span that is not closed. For one thread and one answer.
 */
public final class StreamingDecoder implements Detokenizer {

    private final TokenBytes tokenBytes;
    private final CharsetDecoder utf8 = StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE);
    private byte[] incomplete = new byte[0];

    StreamingDecoder(TokenBytes tokenBytes) {
        this.tokenBytes = tokenBytes;
    }

    @Override
    public String append(int id) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(incomplete);
        tokenBytes.write(id, bytes);
        return text(bytes, false);
    }

    /** What was kept back, a cut-off character as U+FFFD. The decoder may then be used for another answer. */
    @Override
    public String flush() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(incomplete);
        tokenBytes.finish(bytes);
        return text(bytes, true);
    }

    private String text(ByteArrayOutputStream bytes, boolean last) {
        ByteBuffer in = ByteBuffer.wrap(bytes.toByteArray());
        CharBuffer out = CharBuffer.allocate(in.remaining());
        utf8.decode(in, out, last);
        if (last) {
            utf8.flush(out);
            utf8.reset();
        }
        incomplete = new byte[in.remaining()];
        in.get(incomplete);
        return out.flip().toString();
    }
}
