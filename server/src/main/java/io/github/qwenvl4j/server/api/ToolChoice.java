package io.github.qwenvl4j.server.api;

import java.util.Optional;

/**
 * Whether tools may or must be called.
 *
 * @param type none, auto, required, or function: the one that is named
 */
public record ToolChoice(String type, Optional<Named> function) {

    public static final ToolChoice AUTO = new ToolChoice("auto", Optional.empty());

    /** A tool by its name. */
    public record Named(String name) {}
}
