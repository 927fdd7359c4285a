package io.github.qwenvl4j.engine;

import io.github.qwenvl4j.QwenVlException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Failures of single answers in the log. One that is worded for the caller, who gets it, needs no entry; any other is a
 * fault of ours, or of the machine, and its place must be known.
 */
final class FailureLog {

    private static final Logger LOG = LoggerFactory.getLogger(FailureLog.class);

    private FailureLog() {}

    static void add(String what, Throwable cause) {
        if (!(cause instanceof QwenVlException)) {
            LOG.warn(what, cause);
        }
    }
}
