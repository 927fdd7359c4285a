package io.github.qwenvl4j.train.data;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Which samples share a row of a batch. */
public enum Filling {
    /** None. */
    @JsonProperty("one-sample")
    ONE_SAMPLE,
    /** As many as fit, one after the other; attention is causal over the whole row, as in the paper. */
    @JsonProperty("packed")
    PACKED,
    /**
     * As many as fit of those that begin alike up to the end of their last picture. This beginning stands in the row once,
     * and the samples branch off it without seeing each other: each is trained on as if it were alone.
     */
    @JsonProperty("one-picture")
    ONE_PICTURE
}
