package io.github.qwenvl4j.image;

/** The size of a picture in pixels, as people see it. */
public record ImageSize(int width, int height) {}
