package io.github.qwenvl4j.batch;

import io.github.qwenvl4j.QwenVlException;
import java.util.Optional;

/**
 * Why there is no answer.
 *
 * @param kind of {@link QwenVlException.Kind}, or {@link #CRASH}
 * @param message one line
 */
public record LabelFailure(String kind, String message) {

    /** The picture ended the process. */
    public static final String CRASH = "CRASH";

    /** A failure of the picture or the question; empty for what would befall every picture. */
    static Optional<LabelFailure> of(QwenVlException e) {
        return switch (e.kind()) {
            case IMAGE, NOT_PERMITTED, NETWORK, FILE, TOO_LONG, ARGUMENT, UNSUPPORTED ->
                Optional.of(new LabelFailure(e.kind().name(), e.getMessage()));
            case CHECKPOINT, CLOSED, CANCELLED, QUEUE_FULL -> Optional.empty();
        };
    }
}
