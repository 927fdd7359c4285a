package io.github.qwenvl4j.family.qwen3vl;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.prompt.SpecialsHonoured;
import io.github.qwenvl4j.tokenizer.IdBytes;
import io.github.qwenvl4j.tokenizer.Nfc;
import io.github.qwenvl4j.tokenizer.OrdinaryEncoder;
import io.github.qwenvl4j.tokenizer.StreamingDecoder;
import io.github.qwenvl4j.tokenizer.TokenRanks;
import io.github.qwenvl4j.tokenizer.Tokenizer;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Byte-level byte-pair encoding with added tokens. Added tokens are found first, in the text as it is given; the stretches
 * between them are brought to Unicode NFC, each by itself. Immutable and thread-safe.
 */
final class Qwen3VlTokenizer implements Tokenizer {

    private static final List<String> PLACES = List.of(
            "<|object_ref_start|>",
            "<|object_ref_end|>",
            "<|box_start|>",
            "<|box_end|>",
            "<|quad_start|>",
            "<|quad_end|>");
    private static final List<String> CALLS = List.of(Qwen3VlTools.OPEN, Qwen3VlTools.CLOSE);
    private static final List<String> PICTURES =
            List.of("<|vision_start|>", "<|vision_end|>", "<|vision_pad|>", "<|image_pad|>", "<|video_pad|>");
    private static final Pattern NOTHING = Pattern.compile("(?!)");

    private final Qwen3VlTokens vocabulary;
    private final OrdinaryEncoder ordinary;
    private final byte[][] bytes; // of every id that names a token
    private final Map<SpecialsHonoured, Pattern> honoured = new EnumMap<>(SpecialsHonoured.class);

    Qwen3VlTokenizer(Qwen3VlTokens vocabulary) {
        this.vocabulary = vocabulary;
        this.ordinary = new OrdinaryEncoder(TokenRanks.of(vocabulary.tokens()));
        this.bytes = Arrays.copyOf(vocabulary.tokens(), vocabulary.size());
        vocabulary.added().forEach((text, id) -> bytes[id] = text.getBytes(StandardCharsets.UTF_8));
        honoured.put(SpecialsHonoured.ALL, any(vocabulary.added().keySet()));
        honoured.put(
                SpecialsHonoured.VISUAL,
                any(Stream.concat(PLACES.stream(), PICTURES.stream()).toList()));
        honoured.put(
                SpecialsHonoured.GROUNDING,
                any(Stream.concat(PLACES.stream(), CALLS.stream()).toList()));
        honoured.put(SpecialsHonoured.NONE, NOTHING);
    }

    private Pattern any(Collection<String> texts) {
        List<String> known =
                texts.stream().filter(vocabulary.added()::containsKey).toList();
        return known.isEmpty()
                ? NOTHING
                : Pattern.compile(known.stream()
                        .sorted(Comparator.comparingInt(String::length).reversed())
                        .map(Pattern::quote)
                        .collect(Collectors.joining("|")));
    }

    @Override
    public int size() {
        return bytes.length;
    }

    @Override
    public int[] encode(String text, SpecialsHonoured specials) {
        return new IdWriter(this).text(text, specials).ids();
    }

    /** The ids of text in which nothing is more than words: added tokens written out in it are ordinary text. */
    int[] ordinary(String text) {
        return ordinary.encode(Nfc.of(text));
    }

    /** Finds the added tokens that count. */
    Pattern pattern(SpecialsHonoured specials) {
        return honoured.get(specials);
    }

    /** @throws QwenVlException where the vocabulary lacks this added token */
    int id(String added) {
        return vocabulary
                .id(added)
                .orElseThrow(() -> new QwenVlException(
                        QwenVlException.Kind.CHECKPOINT, "the tokenizer's added tokens lack " + added));
    }

    @Override
    public String decode(int[] ids) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int id : ids) {
            out.writeBytes(token(id));
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    @Override
    public byte[] bytes(int id) {
        return token(id).clone();
    }

    /** Added tokens are found before all others, so that no text needs them. */
    @Override
    public boolean special(int id) {
        return id >= vocabulary.tokens().length || vocabulary.tokens()[id] == null;
    }

    private byte[] token(int id) {
        if (id < 0) {
            throw new QwenVlException("token id " + id + " is negative");
        }
        return id < bytes.length ? bytes[id] : new byte[0];
    }

    @Override
    public StreamingDecoder newDetokenizer() {
        return new StreamingDecoder(new IdBytes() {
            @Override
            public void write(int id, ByteArrayOutputStream out) {
                out.writeBytes(token(id));
            }

            @Override
            public void finish(ByteArrayOutputStream out) {
                // Every id was written when it came.
            }
        });
    }
}
