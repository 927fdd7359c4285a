package io.github.qwenvl4j.image;

import java.io.IOException;

/** Why a picture cannot be used, without its name: {@link ImageLoader} puts the name before it. */
final class UnusableImageException extends IOException {

    UnusableImageException(String reason) {
        super(reason);
    }

    UnusableImageException(String reason, Throwable cause) {
        super(reason, cause);
    }
}
