package io.github.qwenvl4j;

/** The caller ended the answer, was interrupted, or its time was up. Of kind {@link Kind#CANCELLED}. */
public final class AnswerCancelledException extends QwenVlException {

    private static final long serialVersionUID = 1;

    private final String partialText;

    AnswerCancelledException(String message, String partialText) {
        super(Kind.CANCELLED, message);
        this.partialText = partialText;
    }

    /** The text so far. */
    public String partialText() {
        return partialText;
    }
}
