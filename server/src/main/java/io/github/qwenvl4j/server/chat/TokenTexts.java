package io.github.qwenvl4j.server.chat;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.prompt.SpecialsHonoured;
import io.github.qwenvl4j.server.api.ApiException;
import io.github.qwenvl4j.tokenizer.Tokenizer;
import java.util.Arrays;
import java.util.List;

/** Texts as a model's token ids and back. */
public record TokenTexts(Tokenizer tokenizer, RequestLimits limits) {

    /**
     * The ids of a text.
     *
     * @param special whether special tokens that stand in it count
     * @throws ApiException 400
     */
    public int[] ids(String text, boolean special) {
        if (text.length() > limits.textCharacters()) {
            throw ApiException.invalid("prompt", "has more than %d characters".formatted(limits.textCharacters()));
        }
        try {
            return tokenizer.encode(text, special ? SpecialsHonoured.ALL : SpecialsHonoured.NONE);
        } catch (QwenVlException e) {
            throw ApiException.invalid("prompt", "cannot be encoded: " + e.getMessage());
        }
    }

    /** @throws ApiException 400 */
    public String text(List<Integer> ids) {
        if (ids.size() > limits.textCharacters()) {
            throw ApiException.invalid("tokens", "has more than %d ids".formatted(limits.textCharacters()));
        }
        ids.stream().filter(id -> id < 0 || id >= tokenizer.size()).findFirst().ifPresent(id -> {
            throw ApiException.invalid(
                    "tokens", "has the token id %d, but ids are 0 to %d".formatted(id, tokenizer.size() - 1));
        });
        return written(ids.stream().mapToInt(Integer::intValue).toArray());
    }

    /** The text of ids, with special tokens. */
    public String written(int[] ids) {
        return tokenizer.decode(ids);
    }

    /** The text of each id on its own; a part of a character is U+FFFD. */
    public List<String> each(int[] ids) {
        return Arrays.stream(ids)
                .mapToObj(id -> tokenizer.decode(new int[] {id}))
                .toList();
    }
}
