package io.github.qwenvl4j.image;

import java.awt.image.BufferedImage;
import java.io.IOException;

/**
 * Makes pictures of the pages of documents. Found as a service: with {@code qwenvl4j-pdf} on the class path every picture may be a
 * page of a PDF, {@code invoice.pdf#page=2}. The reasons of its exceptions are fit to follow the file's name: {@code is a PDF with
 * a password}. Thread-safe.
 */
public interface PageReader {

    /** Whether it reads this file, by its first bytes. */
    boolean reads(byte[] file);

    /** How many pages a file has. */
    int pages(byte[] file) throws IOException;

    /** The size in pixels that {@link #read} gives. @param page from 1 */
    ImageSize size(byte[] file, int page) throws IOException;

    /** A page as people see it. @param page from 1 */
    BufferedImage read(byte[] file, int page) throws IOException;
}
