package io.github.qwenvl4j.train.things;

/** The icon sets: each draws things in its own style. Training never sees the last one. */
public enum IconStyle {
    NOTO("noto"),
    TWEMOJI("twemoji"),
    EMOJIONE("emojione"),
    FXEMOJI("fxemoji"),
    STREAMLINE("streamline-emojis"),
    FLUENT("fluent-emoji-flat");

    private final String folder;

    IconStyle(String folder) {
        this.folder = folder;
    }

    /** The name of its package, and of its folder. */
    String folder() {
        return folder;
    }

    boolean heldOut() {
        return this == FLUENT;
    }
}
