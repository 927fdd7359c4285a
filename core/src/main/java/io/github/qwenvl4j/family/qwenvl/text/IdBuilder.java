package io.github.qwenvl4j.family.qwenvl.text;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.prompt.SpecialsHonoured;
import io.github.qwenvl4j.tokenizer.IdList;
import io.github.qwenvl4j.tokenizer.Nfc;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Collects the ids of consecutive texts, special tokens and images. Ordinary text is buffered until a special token, an
 * image or the end of a part follows, because byte-pair merging needs the whole text. Not thread-safe.
 */
public final class IdBuilder {

    private final QwenTokenizer tokenizer;
    private final StringBuilder waiting = new StringBuilder();
    private final IdList ids = new IdList();
    private final List<ImageSpan> images = new ArrayList<>();

    public IdBuilder(QwenTokenizer tokenizer) {
        this.tokenizer = tokenizer;
    }

    public IdBuilder segments(List<Segment> segments) {
        for (Segment segment : segments) {
            if (segment instanceof Segment.Text text) {
                text(text.text(), text.honoured());
            } else if (segment instanceof Segment.Image image) {
                image(image.source());
            }
        }
        return this;
    }

    /** Adds ordinary text that is encoded separately from the text around it. */
    public IdBuilder part(String text) {
        waiting.append(text);
        return endPart();
    }

    public IdBuilder special(int id) {
        endPart();
        ids.add(id);
        return this;
    }

    /** The number of ids so far; text that follows is encoded separately. */
    public int length() {
        endPart();
        return ids.size();
    }

    public EncodedText build() {
        endPart();
        return new EncodedText(ids.toArray(), images);
    }

    private void text(String given, SpecialsHonoured honoured) {
        String text = Nfc.of(given);
        int done = 0;
        int open = text.indexOf('<');
        while (open >= 0) {
            Optional<String> special = SpecialTokens.match(honoured, text, open);
            if (special.isPresent()) {
                waiting.append(text, done, open);
                done = special(special.get(), text, open);
            }
            open = text.indexOf('<', special.isPresent() ? done : open + 1);
        }
        waiting.append(text, done, text.length());
    }

    /** Encodes the special token, or the whole image that it opens, and returns the index after it. */
    private int special(String name, String text, int open) {
        int end = open + name.length();
        if (!name.equals(SpecialTokens.IMG_START)) {
            special(tokenizer.specials().id(name));
            return end;
        }
        int close = text.indexOf(SpecialTokens.IMG_END, end);
        int next = text.indexOf(SpecialTokens.IMG_START, end);
        if (close < 0 || next >= 0 && next < close) {
            throw new QwenVlException("<img> at character " + open + " of the prompt is not closed by </img>");
        }
        image(text.substring(end, close));
        return close + SpecialTokens.IMG_END.length();
    }

    private void image(String source) {
        endPart();
        images.add(new ImageSpan(ids.size(), source));
        ids.add(tokenizer.specials().imgStart());
        byte[] content = tokenizer.imageSpan().content(source);
        for (byte value : content) {
            ids.add(Byte.toUnsignedInt(value));
        }
        for (int i = content.length; i < tokenizer.imageSpan().length(); i++) {
            ids.add(tokenizer.specials().imgPad());
        }
        ids.add(tokenizer.specials().imgEnd());
    }

    private IdBuilder endPart() {
        // The concatenation of two NFC texts need not be NFC.
        ids.addAll(tokenizer.encodeOrdinary(Nfc.of(waiting)));
        waiting.setLength(0);
        return this;
    }
}
