package io.github.qwenvl4j.train.data;

import io.github.qwenvl4j.family.qwenvl.text.ImageSpan;
import java.util.List;

/**
 * A sample as ids and labels.
 *
 * @param id place where the sample was read, for messages
 * @param task samples of the same task are batched together
 * @param ids of the sample
 * @param labels one for each id: the id itself if it is supervised, otherwise
 *     {@link io.github.qwenvl4j.train.data.TokenBatch#IGNORED}
 * @param images positions of its pictures
 * @param trunk number of ids up to the end of the last picture; 0 without pictures
 */
public record Tokenized(String id, String task, int[] ids, int[] labels, List<ImageSpan> images, int trunk)
        implements Packable {

    @Override
    public int length() {
        return ids.length;
    }

    @Override
    public long trunkHash() {
        long hash = images.hashCode();
        for (int i = 0; i < trunk; i++) {
            hash = hash * 1_000_003 + ids[i];
        }
        return hash;
    }
}
