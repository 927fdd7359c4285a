package io.github.qwenvl4j.prompt;

/** How far a text is trusted: which special tokens are recognised in it. All others are ordinary text. */
public enum SpecialsHonoured {
    /** Every special token: for raw prompts of the program itself. */
    ALL,
    /** Those of pictures and places, but not those of messages: for training data. */
    VISUAL,
    /** Those of places, but not those of pictures: for text of users, which must not open files. */
    GROUNDING,
    /** None: text is text. */
    NONE
}
