package io.github.qwenvl4j.train.data;

/**
 * A sample of a {@link SampleStore}, without its texts.
 *
 * @param index in the store
 * @param file index of the file that it is from
 * @param task of the sample
 */
record StoredSample(int index, int file, String task, int length, int trunk, long trunkHash) implements Packable {}
