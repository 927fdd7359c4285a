package io.github.qwenvl4j.prompt.layout;

import java.util.Arrays;
import java.util.List;

/**
 * A dialogue as a model takes it, its pictures not read yet.
 *
 * @param ids the token ids; not copied, so not to be changed
 * @param pictures in the order of their place
 * @param spans the messages, in order; the opening of the answer belongs to none
 * @param dropped the turns that did not fit the window, counted from 0, oldest first
 * @param undroppedLength how many ids the prompt would have had with them
 */
public record EncodedPrompt(
        int[] ids, List<PlacedPicture> pictures, List<RoleSpan> spans, List<Integer> dropped, int undroppedLength) {

    public EncodedPrompt {
        pictures = List.copyOf(pictures);
        spans = List.copyOf(spans);
        dropped = List.copyOf(dropped);
    }

    public int length() {
        return ids.length;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof EncodedPrompt prompt
                && Arrays.equals(ids, prompt.ids)
                && pictures.equals(prompt.pictures)
                && spans.equals(prompt.spans)
                && dropped.equals(prompt.dropped)
                && undroppedLength == prompt.undroppedLength;
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(ids) + pictures.hashCode();
    }

    @Override
    public String toString() {
        return "EncodedPrompt[ids=" + Arrays.toString(ids) + ", pictures=" + pictures + ", spans=" + spans
                + ", dropped=" + dropped + ", undroppedLength=" + undroppedLength + "]";
    }
}
