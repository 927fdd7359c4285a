package io.github.qwenvl4j.image;

import java.io.IOException;
import java.util.Locale;

/** A source of pictures. An {@link ImageLoader} reads only from the sources that it was given. */
public sealed interface ImageSource permits LocalFiles, DataUrls, RemoteImages {

    /** The kind of address that this source serves. */
    Kind kind();

    /**
     * Reads the encoded picture at an address of {@link #kind()}.
     *
     * @throws IOException with the reason, fit to follow the picture's name
     */
    byte[] read(String address, ImageLimits limits) throws IOException;

    /** Determines the kind of an address from its form. */
    enum Kind {
        FILE("local files are"),
        DATA_URL("data URLs are"),
        REMOTE("remote pictures are");

        private final String subject;

        Kind(String subject) {
            this.subject = subject;
        }

        String switchedOff() {
            return "was not read: " + subject + " disabled here";
        }

        static Kind of(String address) throws IOException {
            int colon = address.indexOf(':');
            // A scheme of one letter is a Windows drive.
            if (colon < 2 || !address.substring(0, colon).matches("[a-zA-Z][a-zA-Z0-9+.-]*")) {
                return FILE;
            }
            String scheme = address.substring(0, colon).toLowerCase(Locale.ROOT);
            return switch (scheme) {
                case "file" -> FILE;
                case "data" -> DATA_URL;
                case "http", "https" -> REMOTE;
                default ->
                    throw new UnusableImageException(
                            "has the unknown scheme %s: use a path, a data URL or an http(s) URL".formatted(scheme));
            };
        }
    }
}
