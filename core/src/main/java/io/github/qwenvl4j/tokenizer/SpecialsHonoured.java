package io.github.qwenvl4j.tokenizer;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The special tokens that are recognised in a text; all others are ordinary text. */
public enum SpecialsHonoured {
    /** Every special token: for raw prompts of a base model. */
    ALL(SpecialTokens.NAMES),
    /** The nine visual tags, including images: those that the reference implementation recognises in chat content. */
    VISUAL(visual()),
    /** The ref, box and quad tags, but not images: for text of users who must not open files. */
    GROUNDING(SpecialTokens.GROUNDING),
    NONE(List.of());

    private static final int LONGEST_NAME =
            SpecialTokens.NAMES.stream().mapToInt(String::length).max().orElseThrow();

    private final Set<String> names;

    SpecialsHonoured(List<String> names) {
        this.names = Set.copyOf(names);
    }

    /** The honoured special token that starts at {@code start}, where {@code text} has a {@code '<'}. */
    Optional<String> match(String text, int start) {
        int limit = Math.min(text.length(), start + LONGEST_NAME);
        for (int i = start; i < limit; i++) {
            if (text.charAt(i) == '>') {
                String candidate = text.substring(start, i + 1);
                return names.contains(candidate) ? Optional.of(candidate) : Optional.empty();
            }
        }
        return Optional.empty();
    }

    private static List<String> visual() {
        List<String> visual = new ArrayList<>(SpecialTokens.GROUNDING);
        visual.addAll(SpecialTokens.IMAGE);
        return visual;
    }
}
