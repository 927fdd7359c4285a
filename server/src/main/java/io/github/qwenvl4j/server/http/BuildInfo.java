package io.github.qwenvl4j.server.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** Version and commit of this build. */
record BuildInfo(String version, String java) {

    static final String VERSION = read().getProperty("version");

    static BuildInfo current() {
        return new BuildInfo(VERSION, Runtime.version().toString());
    }

    private static Properties read() {
        try (InputStream in = BuildInfo.class.getResourceAsStream("/qwenvl4j-server.properties")) {
            Properties properties = new Properties();
            properties.load(in);
            return properties;
        } catch (IOException e) {
            throw new UncheckedIOException("reading qwenvl4j-server.properties", e);
        }
    }
}
