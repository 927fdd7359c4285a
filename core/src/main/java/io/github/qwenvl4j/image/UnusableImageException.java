package io.github.qwenvl4j.image;

import io.github.qwenvl4j.QwenVlException;
import java.io.IOException;

/** The reason why a picture cannot be used, without its name: {@link ImageLoader} adds the name. */
final class UnusableImageException extends IOException {

    private final QwenVlException.Kind kind;

    UnusableImageException(String reason) {
        this(reason, null);
    }

    UnusableImageException(String reason, Throwable cause) {
        this(QwenVlException.Kind.IMAGE, reason, cause);
    }

    UnusableImageException(QwenVlException.Kind kind, String reason, Throwable cause) {
        super(reason, cause);
        this.kind = kind;
    }

    static UnusableImageException notPermitted(String reason) {
        return new UnusableImageException(QwenVlException.Kind.NOT_PERMITTED, reason, null);
    }

    static UnusableImageException notFetched(String reason) {
        return notFetched(reason, null);
    }

    static UnusableImageException notFetched(String reason, Throwable cause) {
        return new UnusableImageException(QwenVlException.Kind.NETWORK, "was not fetched: " + reason, cause);
    }

    static UnusableImageException endsEarly(String format, Exception cause) {
        return new UnusableImageException("is a %s file that ends early".formatted(format), cause);
    }

    /** @param where what is damaged, in terms of the file format, not of a decoder */
    static UnusableImageException damaged(String format, String where, Exception cause) {
        return new UnusableImageException("is a damaged %s file: %s".formatted(format, where), cause);
    }

    QwenVlException.Kind kind() {
        return kind;
    }
}
