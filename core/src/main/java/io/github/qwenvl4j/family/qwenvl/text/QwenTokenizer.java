package io.github.qwenvl4j.family.qwenvl.text;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.prompt.SpecialsHonoured;
import io.github.qwenvl4j.tokenizer.OrdinaryEncoder;
import io.github.qwenvl4j.tokenizer.RankFile;
import io.github.qwenvl4j.tokenizer.StreamingDecoder;
import io.github.qwenvl4j.tokenizer.TokenRanks;
import io.github.qwenvl4j.tokenizer.Tokenizer;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * Byte-level byte-pair encoding of the Qwen family with the visual special tokens of Qwen-VL. Text is brought to
 * Unicode NFC first; a lone surrogate is encoded as {@code ?}, and more than 1000 combining marks in a row are refused.
 *
 * <p>An image is written {@code <img>source</img>} and becomes {@code <img>}, exactly {@code imageSpanLength} ids and
 * {@code </img>}: the UTF-8 bytes of the source as ids 0..255 (the byte's value, not its rank), then {@code <imgpad>}.
 * A source must leave two of the ids free. {@link #encode} refuses a longer source; {@link #encodeText} writes a short
 * handle ({@code #} and hexadecimal digits) into the span and returns the source separately.
 *
 * <p>Immutable and thread-safe.
 */
public final class QwenTokenizer implements Tokenizer {

    private static final int LONGEST_SHOWN = 60;

    private final byte[][] tokens;
    private final SpecialTokens specials;
    private final ImageSpanLayout imageSpan;
    private final OrdinaryEncoder ordinary;

    private QwenTokenizer(TokenRanks ranks, ImageSpanLayout imageSpan) {
        byte[][] ordinaryTokens = ranks.tokens();
        this.specials = SpecialTokens.after(ordinaryTokens.length);
        this.imageSpan = imageSpan;
        this.ordinary = new OrdinaryEncoder(ranks);
        this.tokens = Arrays.copyOf(ordinaryTokens, ordinaryTokens.length + SpecialTokens.NAMES.size());
        for (String name : SpecialTokens.NAMES) {
            tokens[specials.id(name)] = name.getBytes(StandardCharsets.UTF_8);
        }
    }

    /**
     * Opens a rank file in tiktoken form ({@code qwen.tiktoken}).
     *
     * @param imageSpanLength how many ids stand for one image: the checkpoint's {@code n_queries}
     * @throws QwenVlException where the file is missing or not a complete rank file; names file and line
     */
    public static QwenTokenizer load(Path rankFile, int imageSpanLength) {
        if (imageSpanLength < 1) {
            throw new QwenVlException("an image needs at least one id, but n_queries is " + imageSpanLength);
        }
        return new QwenTokenizer(RankFile.read(rankFile), new ImageSpanLayout(imageSpanLength));
    }

    @Override
    public int size() {
        return tokens.length;
    }

    public SpecialTokens specials() {
        return specials;
    }

    /** Number of ids between {@code <img>} and {@code </img>}. */
    public int imageSpanLength() {
        return imageSpan.length();
    }

    /**
     * The ids of a text, equal to the reference implementation's.
     *
     * @throws QwenVlException where an honoured {@code <img>} is not closed, or its source does not fit into the span
     */
    @Override
    public int[] encode(String text, SpecialsHonoured honoured) {
        EncodedText encoded = encodeText(List.of(new Segment.Text(text, honoured)));
        for (ImageSpan image : encoded.images()) {
            requireFit(image.source());
        }
        return encoded.ids();
    }

    /**
     * The ids of segments with different levels of trust.
     *
     * @throws QwenVlException where an honoured {@code <img>} is not closed within its segment
     */
    public EncodedText encodeText(List<Segment> segments) {
        return new IdBuilder(this).segments(segments).build();
    }

    /** The number of ids that {@link #encodeText} returns for one text. */
    public int countTokens(String text, SpecialsHonoured honoured) {
        return encodeText(List.of(new Segment.Text(text, honoured))).ids().length;
    }

    /**
     * The text of ids: special tokens as they are written, a whole image span as {@code <img>source</img>}, invalid
     * UTF-8 as U+FFFD. Ids from {@link #size()} up produce nothing.
     */
    @Override
    public String decode(int[] ids) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        TokenBytes decoder = new TokenBytes(this);
        for (int id : ids) {
            decoder.write(id, bytes);
        }
        decoder.finish(bytes);
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Override
    public StreamingDecoder newDetokenizer() {
        return new StreamingDecoder(new TokenBytes(this));
    }

    /**
     * The bytes one id stands for outside image spans, perhaps a part of a character; empty from {@link #size()} up.
     */
    @Override
    public byte[] bytes(int id) {
        return token(id).clone();
    }

    @Override
    public boolean special(int id) {
        return id >= specials.endOfText();
    }

    /** Like {@link #bytes}, but a shared array that must not be modified. */
    byte[] token(int id) {
        if (id < 0) {
            throw new QwenVlException("token id " + id + " is negative");
        }
        return id < tokens.length ? tokens[id] : new byte[0];
    }

    ImageSpanLayout imageSpan() {
        return imageSpan;
    }

    int[] encodeOrdinary(String text) {
        return ordinary.encode(text);
    }

    private void requireFit(String source) {
        if (!imageSpan.fits(source)) {
            String shown = source.length() <= LONGEST_SHOWN ? source : source.substring(0, LONGEST_SHOWN) + "...";
            throw new QwenVlException("image source '" + shown + "' is too long: a span of " + imageSpan.length()
                    + " ids has room for " + imageSpan.longestSource() + " bytes");
        }
    }
}
