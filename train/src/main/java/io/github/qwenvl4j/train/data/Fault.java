package io.github.qwenvl4j.train.data;

/** What can be wrong with a record of a data file. */
public enum Fault {
    UNREADABLE("cannot be used", true),
    PICTURE_MISSING("a picture is missing", true),
    PICTURE_BROKEN("a picture cannot be read", true),
    BOX("a box is wrong", true),
    NOTHING_TO_LEARN("nothing to learn", true),
    TOO_LONG("too long", true),
    PICTURE_TINY("a picture is tiny", false),
    DUPLICATE("the same as an earlier sample", false),
    CONTROL_TOKENS("control tokens in a text", false);

    private final String label;
    private final boolean drops;

    Fault(String label, boolean drops) {
        this.label = label;
        this.drops = drops;
    }

    public String label() {
        return label;
    }

    /** Whether such a sample cannot be trained on. */
    public boolean drops() {
        return drops;
    }

    /**
     * A fault of a sample.
     *
     * @param reason a phrase that can follow its place
     */
    public record Finding(Fault fault, String reason) {}
}
