package io.github.qwenvl4j;

/** The caller ended the answer or was interrupted, or the time limit passed. Of kind {@link Kind#CANCELLED}. */
public final class AnswerCancelledException extends QwenVlException {

    private static final long serialVersionUID = 1;

    private final String partialText;

    public AnswerCancelledException(String message, String partialText) {
        super(Kind.CANCELLED, message);
        this.partialText = partialText;
    }

    /** The text that had been generated. */
    public String partialText() {
        return partialText;
    }
}
