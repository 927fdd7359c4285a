package io.github.qwenvl4j.train.data;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Which samples share a row of a batch. */
public enum Filling {
    /** One sample per row. */
    @JsonProperty("one-sample")
    ONE_SAMPLE,
    /** As many samples as fit; attention is causal over the whole row, as in the paper. */
    @JsonProperty("packed")
    PACKED,
    /**
     * As many samples as fit that have the same prefix up to the end of their last picture. The row contains this
     * prefix once; the samples branch off it and do not attend to each other, so that each is trained as if it were
     * alone.
     */
    @JsonProperty("one-picture")
    ONE_PICTURE
}
