package io.github.qwenvl4j.family.qwenvl.text;

import io.github.qwenvl4j.prompt.SpecialsHonoured;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The ids of the special tokens: they follow the last rank of the rank file in the published order, so their values
 * depend on the rank file.
 *
 * @param extra0 the first of 205 unused tokens {@code <|extra_0|>} .. {@code <|extra_204|>}
 */
public record SpecialTokens(
        int endOfText,
        int imStart,
        int imEnd,
        int extra0,
        int refStart,
        int refEnd,
        int boxStart,
        int boxEnd,
        int quadStart,
        int quadEnd,
        int imgStart,
        int imgEnd,
        int imgPad) {

    static final String IMG_START = "<img>";
    static final String IMG_END = "</img>";
    static final List<String> GROUNDING = List.of("<ref>", "</ref>", "<box>", "</box>", "<quad>", "</quad>");
    static final List<String> IMAGE = List.of(IMG_START, IMG_END, "<imgpad>");

    private static final int EXTRAS = 205;

    /** Every special token's text, in the order of the ids. */
    static final List<String> NAMES = names();

    private static final int LONGEST_NAME =
            NAMES.stream().mapToInt(String::length).max().orElseThrow();

    /** For chat content the reference recognises the nine visual tags, those of images included. */
    private static final Map<SpecialsHonoured, Set<String>> HONOURED = Map.of(
            SpecialsHonoured.ALL, Set.copyOf(NAMES),
            SpecialsHonoured.VISUAL, Set.copyOf(visual()),
            SpecialsHonoured.GROUNDING, Set.copyOf(GROUNDING),
            SpecialsHonoured.NONE, Set.of());

    static SpecialTokens after(int ranks) {
        int extra = ranks + 3;
        int ref = extra + EXTRAS;
        int img = ref + GROUNDING.size();
        return new SpecialTokens(
                ranks, ranks + 1, ranks + 2, extra, ref, ref + 1, ref + 2, ref + 3, ref + 4, ref + 5, img, img + 1,
                img + 2);
    }

    /** The id of {@code name}, which is one of {@link #NAMES}. */
    int id(String name) {
        return endOfText + NAMES.indexOf(name);
    }

    private static List<String> names() {
        List<String> names = new ArrayList<>(List.of("<|endoftext|>", "<|im_start|>", "<|im_end|>"));
        IntStream.range(0, EXTRAS).forEach(i -> names.add("<|extra_" + i + "|>"));
        names.addAll(GROUNDING);
        names.addAll(IMAGE);
        return List.copyOf(names);
    }

    /** The special tokens that a text may use. */
    static Set<String> of(SpecialsHonoured honoured) {
        return HONOURED.get(honoured);
    }

    /** The honoured special token that starts at {@code start}, where {@code text} has a {@code '<'}. */
    static Optional<String> match(SpecialsHonoured honoured, String text, int start) {
        int limit = Math.min(text.length(), start + LONGEST_NAME);
        for (int i = start; i < limit; i++) {
            if (text.charAt(i) == '>') {
                String candidate = text.substring(start, i + 1);
                return of(honoured).contains(candidate) ? Optional.of(candidate) : Optional.empty();
            }
        }
        return Optional.empty();
    }

    private static List<String> visual() {
        List<String> visual = new ArrayList<>(GROUNDING);
        visual.addAll(IMAGE);
        return visual;
    }
}
