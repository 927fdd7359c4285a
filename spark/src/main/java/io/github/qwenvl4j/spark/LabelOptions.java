package io.github.qwenvl4j.spark;

import io.github.qwenvl4j.QwenVlException;
import java.io.Serializable;

/**
 * How a job labels; answers do not depend on it.
 *
 * @param batch answers computed together in an executor
 * @param sessionBytes native memory of an executor for keys and values
 * @param maxErrorShare of the rows of a partition, above which its task and with it the job fails
 * @param distinct whether equal contents are brought together, which costs a shuffle of the pictures, so that each is computed once
 *     in the cluster; otherwise once in each executor
 */
public record LabelOptions(int batch, long sessionBytes, double maxErrorShare, boolean distinct)
        implements Serializable {

    public LabelOptions {
        require(batch >= 1, "batch", batch, "at least 1");
        require(sessionBytes >= 1, "session-bytes", sessionBytes, "at least 1");
        require(maxErrorShare >= 0 && maxErrorShare <= 1, "max-error-share", maxErrorShare, "from 0 to 1");
    }

    private static void require(boolean valid, String name, Object value, String range) {
        if (!valid) {
            throw new QwenVlException(name + " is " + value + ", but must be " + range);
        }
    }

    /** 16 answers together, 1 GiB for keys and values, any number of errors, no shuffle. */
    public static LabelOptions defaults() {
        return new LabelOptions(16, 1L << 30, 1, false);
    }

    public LabelOptions withBatch(int value) {
        return new LabelOptions(value, sessionBytes, maxErrorShare, distinct);
    }

    public LabelOptions withSessionBytes(long value) {
        return new LabelOptions(batch, value, maxErrorShare, distinct);
    }

    public LabelOptions withMaxErrorShare(double value) {
        return new LabelOptions(batch, sessionBytes, value, distinct);
    }

    public LabelOptions withDistinct(boolean value) {
        return new LabelOptions(batch, sessionBytes, maxErrorShare, value);
    }
}
