package io.github.qwenvl4j.batch;

import java.util.Optional;

/**
 * What is known of a picture and a question: an answer or a failure.
 *
 * @param key equal for the same source, question, picture and all on which the answer depends
 * @param source name of the picture
 * @param question id
 * @param sha256 of the picture's file, with the page where it is not the first; empty where it could not be read
 * @param milliseconds from the decoding of the picture, or from the answer before, to the answer
 */
public record LabelRow(
        String key,
        String source,
        String question,
        String sha256,
        Optional<LabelAnswer> answer,
        Optional<LabelFailure> failure,
        double milliseconds) {

    /** @param fingerprint of the question, {@link PictureLabeller#fingerprint} */
    static String key(String source, String question, String sha256, String fingerprint) {
        return Fingerprint.of(source, question, sha256, fingerprint);
    }
}
