package io.github.qwenvl4j.image;

import java.io.IOException;

/**
 * A source of pictures, by their addresses. An {@link ImageLoader} reads only from the sources that it was given; a program may
 * add its own, for example for an object store. Thread-safe.
 */
public interface ImageSource {

    /** Whether it reads this address. */
    boolean serves(String address);

    /**
     * Reads the picture file at an address that it serves.
     *
     * @param limits no larger file need be read
     * @throws IOException with the reason, fit to follow the picture's name: {@code does not exist}
     */
    byte[] read(String address, ImageLimits limits) throws IOException;
}
