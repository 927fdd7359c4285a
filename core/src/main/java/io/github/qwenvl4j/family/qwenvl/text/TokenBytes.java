package io.github.qwenvl4j.family.qwenvl.text;

import io.github.qwenvl4j.tokenizer.IdBytes;
import io.github.qwenvl4j.tokenizer.IdList;
import java.io.ByteArrayOutputStream;

/**
 * Converts ids to bytes, one id at a time. Ids from {@code <img>} on are held back until it is clear whether they form
 * an image span; if they do, its source is written, otherwise the bytes of the tokens.
 */
final class TokenBytes implements IdBytes {

    private final QwenTokenizer tokenizer;
    private final IdList held = new IdList();

    TokenBytes(QwenTokenizer tokenizer) {
        this.tokenizer = tokenizer;
    }

    @Override
    public void write(int id, ByteArrayOutputStream out) {
        if (id >= tokenizer.size()) {
            return;
        }
        if (!held.isEmpty() && !continuesSpan(id)) {
            finish(out);
        }
        if (held.isEmpty() && id != tokenizer.specials().imgStart()) {
            out.writeBytes(tokenizer.token(id));
            return;
        }
        held.add(id);
        if (held.size() == tokenizer.imageSpanLength() + 2) {
            writeSpan(out);
        }
    }

    @Override
    public void finish(ByteArrayOutputStream out) {
        for (int i = 0; i < held.size(); i++) {
            out.writeBytes(tokenizer.token(held.get(i)));
        }
        held.clear();
    }

    private boolean continuesSpan(int id) {
        SpecialTokens specials = tokenizer.specials();
        if (held.size() == tokenizer.imageSpanLength() + 1) {
            return id == specials.imgEnd();
        }
        boolean padded = held.get(held.size() - 1) == specials.imgPad();
        return id == specials.imgPad() || id <= 0xFF && !padded;
    }

    private void writeSpan(ByteArrayOutputStream out) {
        SpecialTokens specials = tokenizer.specials();
        out.writeBytes(tokenizer.token(specials.imgStart()));
        for (int i = 1; i < held.size() - 1 && held.get(i) != specials.imgPad(); i++) {
            out.write(held.get(i));
        }
        out.writeBytes(tokenizer.token(specials.imgEnd()));
        held.clear();
    }
}
