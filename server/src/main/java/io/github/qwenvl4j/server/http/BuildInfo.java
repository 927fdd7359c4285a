package io.github.qwenvl4j.server.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/**
 * What was built.
 *
 * @param version of the project
 * @param built the time that the build states, the same for each build of a commit, in UTC
 */
public record BuildInfo(String version, String built) {

    public static final BuildInfo CURRENT = read();

    private static BuildInfo read() {
        try (InputStream in = BuildInfo.class.getResourceAsStream("/qwenvl4j-build.properties")) {
            Properties build = new Properties();
            build.load(in);
            return new BuildInfo(build.getProperty("version"), build.getProperty("built"));
        } catch (IOException e) {
            throw new UncheckedIOException("reading qwenvl4j-build.properties", e);
        }
    }
}
