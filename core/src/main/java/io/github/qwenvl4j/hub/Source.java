package io.github.qwenvl4j.hub;

/** Where a model is fetched from. */
public enum Source {
    HUGGINGFACE("main"),
    MODELSCOPE("master");

    private final String defaultRevision;

    Source(String defaultRevision) {
        this.defaultRevision = defaultRevision;
    }

    /** Where a model is asked for that is named so: ModelScope where the name is an address there, else Hugging Face. */
    public static Source of(String nameOrAddress) {
        return nameOrAddress.contains("modelscope.") ? MODELSCOPE : HUGGINGFACE;
    }

    /** The branch that is meant where none is named. */
    public String defaultRevision() {
        return defaultRevision;
    }
}
