package io.github.qwenvl4j.tokenizer;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Converts ids that arrive one at a time to text. Returns only complete characters: the bytes of an incomplete
 * character, and the ids of an open image span, are held back for the next id. One instance per answer; not
 * thread-safe.
 */
public final class StreamingDecoder implements Detokenizer {

    private final IdBytes tokenBytes;
    private final CharsetDecoder utf8 = StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE);
    private byte[] incomplete = new byte[0];

    public StreamingDecoder(IdBytes tokenBytes) {
        this.tokenBytes = tokenBytes;
    }

    @Override
    public String append(int id) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(incomplete);
        tokenBytes.write(id, bytes);
        return text(bytes, false);
    }

    /** The text that was held back, with U+FFFD for a truncated character. The decoder can then be reused. */
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
