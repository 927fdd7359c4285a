package io.github.qwenvl4j.hub;

/** Where a model is fetched from. */
public enum Source {
    HUGGINGFACE("main"),
    MODELSCOPE("master");

    private final String defaultRevision;

    Source(String defaultRevision) {
        this.defaultRevision = defaultRevision;
    }

    /** The branch that is meant where none is named. */
    public String defaultRevision() {
        return defaultRevision;
    }
}
