package io.github.qwenvl4j.train.data;

import io.github.qwenvl4j.family.qwenvl.text.ImageSpan;
import java.util.Arrays;
import java.util.List;

/**
 * A sample as ids and labels.
 *
 * @param id of the sample, for messages: where it was read
 * @param task samples of one task are batched together
 * @param ids of the sample
 * @param labels one for each id: the id itself where it is supervised, else
 *     {@link io.github.qwenvl4j.train.data.TokenBatch#IGNORED}
 * @param images where its pictures stand
 * @param trunk number of ids up to the end of the last picture; 0 without pictures
 */
public record Tokenized(String id, String task, int[] ids, int[] labels, List<ImageSpan> images, int trunk) {

    public int length() {
        return ids.length;
    }

    /** Whether both are the same up to the end of their last picture. */
    boolean beginsAs(Tokenized other) {
        return images.equals(other.images) && Arrays.equals(ids, 0, trunk, other.ids, 0, other.trunk);
    }
}
