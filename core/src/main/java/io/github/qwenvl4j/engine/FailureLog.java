package io.github.qwenvl4j.engine;

import io.github.qwenvl4j.QwenVlException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Failures of single answers in the log. One that is worded for the caller, who gets it, needs no entry; any other is a
 * fault of ours, or of the machine, and its place must be known.
 */
final class FailureLog {

    private FailureLog() {}

    static void add(String what, Throwable cause) {
        if (!(cause instanceof QwenVlException)) {
            logger().warn(what, cause);
        }
    }

    /** Asked for when there is something to log: where SLF4J has no provider it complains when it is first used. */
    static Logger logger() {
        return LoggerFactory.getLogger(Engine.class);
    }
}
