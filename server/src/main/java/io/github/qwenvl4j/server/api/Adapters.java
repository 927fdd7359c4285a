package io.github.qwenvl4j.server.api;

/** Requests that change which adapters are served, with the fields of vLLM. */
public final class Adapters {

    private Adapters() {}

    /**
     * @param loraName by which requests name it as their model
     * @param loraPath its folder on the server's machine
     */
    public record Loading(String loraName, String loraPath) {}

    public record Unloading(String loraName) {}
}
