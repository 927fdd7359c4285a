package io.github.qwenvl4j.file;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Environment variables, and the folders that they name; on every system those that Python's tools use.
 *
 * @param home of the person, which {@code ~} at the beginning of a path stands for
 */
public record Environment(Map<String, String> variables, Path home) {

    /** Of this process. */
    public static Environment ofProcess() {
        return of(System.getenv(), Path.of(System.getProperty("user.home")));
    }

    /** @param userHome the home if {@code HOME} is not set */
    public static Environment of(Map<String, String> variables, Path userHome) {
        Path home = new Environment(variables, userHome).path("HOME").orElse(userHome);
        return new Environment(variables, home);
    }

    /** A variable's text; none if it is blank. */
    public Optional<String> text(String name) {
        return Optional.ofNullable(variables.get(name)).map(String::strip).filter(value -> !value.isEmpty());
    }

    public Optional<Path> path(String name) {
        return text(name)
                .map(value -> value.equals("~") || value.startsWith("~/")
                        ? home.resolve(value.substring(Math.min(2, value.length())))
                        : Path.of(value));
    }

    /** The folder of all programs' caches. */
    public Path caches() {
        return path("XDG_CACHE_HOME").orElse(home.resolve(".cache"));
    }

    /** Where the library unpacks its native code and its own model. */
    public Path ownCache() {
        return caches().resolve("qwenvl4j");
    }
}
