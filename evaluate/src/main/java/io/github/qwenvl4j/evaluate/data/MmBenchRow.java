package io.github.qwenvl4j.evaluate.data;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.QwenVlException.Kind;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A question of MMBench, with one rotation of its options.
 *
 * @param place file and record, for messages
 * @param index rotations of a question differ by a million
 * @param picture its bytes in base64, or its path
 * @param hint empty where there is none
 * @param right index of the right option; absent in test data
 */
public record MmBenchRow(
        String place,
        String index,
        Picture picture,
        Optional<String> hint,
        String question,
        List<String> options,
        OptionalInt right) {

    /** Where the picture is. */
    public sealed interface Picture {

        record Base64(String text) implements Picture {}

        record File(String path) implements Picture {}
    }

    public int requireRight() {
        int index = right.orElseThrow(() -> new QwenVlException(
                Kind.FILE, place + ": does not say which option is right, so nothing can be scored"));
        if (index < 0 || index >= options.size()) {
            throw new QwenVlException(Kind.FILE, place + ": the right option is none of those that are given");
        }
        return index;
    }
}
