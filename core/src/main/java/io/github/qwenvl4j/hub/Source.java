package io.github.qwenvl4j.hub;

/** A hub from which models are downloaded. */
public enum Source {
    HUGGINGFACE("main"),
    MODELSCOPE("master");

    private final String defaultRevision;

    Source(String defaultRevision) {
        this.defaultRevision = defaultRevision;
    }

    /** The hub for a model name: ModelScope if the name is an address there, otherwise Hugging Face. */
    public static Source of(String nameOrAddress) {
        return nameOrAddress.contains("modelscope.") ? MODELSCOPE : HUGGINGFACE;
    }

    /** The default branch. */
    public String defaultRevision() {
        return defaultRevision;
    }
}
