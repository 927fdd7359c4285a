package io.github.qwenvl4j;

import org.jspecify.annotations.Nullable;

/**
 * Every error that a caller can cause or must handle: an argument, a picture, a file or a checkpoint cannot be used, or an
 * answer was ended. The message is one line that names what is wrong and where, and can be shown to a person as it is; a
 * program decides by the {@linkplain #kind() kind}.
 */
public class QwenVlException extends RuntimeException {

    /** The kinds of error, with the HTTP status that a web application would answer with. */
    public enum Kind {
        /** An option, a text or another argument is not usable (400). */
        ARGUMENT,
        /** A picture cannot be read or decoded (422). */
        IMAGE,
        /** A model's files are incomplete, damaged or of another model. */
        CHECKPOINT,
        /** A file or folder cannot be read or written. */
        FILE,
        /** The prompt does not fit the model's window or memory (413). */
        TOO_LONG,
        /** The policy in force forbids to read this file or address (403), or the JVM's options forbid native code. */
        NOT_PERMITTED,
        /** A download or a remote picture failed on the way (502). */
        NETWORK,
        /** The model, conversation or engine has been closed (503). */
        CLOSED,
        /** The caller cancelled the work, or its deadline passed. */
        CANCELLED,
        /** As many answers wait as may wait; try again later (429). */
        QUEUE_FULL,
        /** Known, but not supported here (400). */
        UNSUPPORTED
    }

    private final Kind kind;

    public QwenVlException(Kind kind, String message) {
        this(kind, message, null);
    }

    public QwenVlException(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    /** Of kind {@link Kind#ARGUMENT}. */
    public QwenVlException(String message) {
        this(Kind.ARGUMENT, message, null);
    }

    /** Of kind {@link Kind#ARGUMENT}. */
    public QwenVlException(String message, @Nullable Throwable cause) {
        this(Kind.ARGUMENT, message, cause);
    }

    public Kind kind() {
        return kind;
    }
}
