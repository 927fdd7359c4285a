package io.github.qwenvl4j.train.sample;

/** Receives the records of a data file that cannot be read. */
@FunctionalInterface
public interface BadRecords {

    /**
     * @param place {@code FILE:LINE}
     * @param reason a phrase that can follow the place
     * @throws io.github.qwenvl4j.QwenVlException if there may be no further bad record
     */
    void broken(String place, String reason);
}
