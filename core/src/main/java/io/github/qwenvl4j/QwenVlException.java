package io.github.qwenvl4j;

/**
 * What the caller handed over cannot be used: a file, an image, a checkpoint, an argument. The message is one line that
 * names what is wrong and where, fit to be shown to a person as it is.
 */
public class QwenVlException extends RuntimeException {

    public QwenVlException(String message) {
        super(message);
    }

    public QwenVlException(String message, Throwable cause) {
        super(message, cause);
    }
}
