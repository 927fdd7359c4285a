package io.github.qwenvl4j.engine;

/** As many answers wait as may wait; try again later. */
public final class QueueFullException extends RuntimeException {

    QueueFullException(int waiting) {
        super(waiting + " answers are waiting already");
    }
}
