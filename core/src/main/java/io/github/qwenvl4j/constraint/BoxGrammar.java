package io.github.qwenvl4j.constraint;

import io.github.qwenvl4j.grounding.Mark;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * What may follow an opening {@code <box>} or {@code <quad>}: {@code (n,n),(n,n)</box>}, each n one of 0..999 without
 * leading zeros, no blanks. A generator starts with {@link #start()} behind the opening tag, may choose only tokens that
 * the state accepts, moves on with the accepted state, and is free again when it is complete; so a box always parses. Immutable.
 */
public enum BoxGrammar {
    /** A box whose second corner is neither above nor left of the first, as all boxes of the training data are. */
    BOX("<box>", "(#,#),(#,#)", "</box>", true),
    /** A text region: four corners in any order. */
    QUAD("<quad>", "(#,#),(#,#),(#,#),(#,#)", "</quad>", false);

    private static final char NUMBER = '#';
    private static final int NOT_BEGUN = -1;
    private static final int LARGEST = Mark.SCALE - 1;

    private final String openingTag;
    private final String shape;
    private final byte[] closingTag;
    private final boolean ordered;

    BoxGrammar(String openingTag, String shape, String closingTag, boolean ordered) {
        this.openingTag = openingTag;
        this.shape = shape;
        this.closingTag = closingTag.getBytes(StandardCharsets.UTF_8);
        this.ordered = ordered;
    }

    /** The tag behind which this grammar is in force. */
    public String openingTag() {
        return openingTag;
    }

    public State start() {
        return new State(this, 0, NOT_BEGUN, 0, 0);
    }

    /** Whether some state of some grammar could accept this token: a quick test to thin out a vocabulary. */
    static boolean mayUse(byte[] token) {
        String text = new String(token, StandardCharsets.ISO_8859_1);
        return text.matches("[(),0-9]+") || Arrays.stream(values()).anyMatch(g -> Arrays.equals(token, g.closingTag));
    }

    /**
     * How far the text has come. Equal states accept the same tokens; there are too many to keep a mask for each.
     *
     * @param position index into the shape; one past its end, and past the closing tag when complete
     * @param number what has been read of the number at {@code position}, -1 before its first digit
     * @param left the first number, below which the third must not fall; 0 where order is free
     * @param top the same for the second and fourth
     */
    public record State(BoxGrammar grammar, int position, int number, int left, int top) {

        /** The closing tag has been read. */
        public boolean complete() {
            return position > grammar.shape.length();
        }

        /**
         * The state behind these bytes, or nothing where they cannot lead to a well-formed end. The closing tag is one
         * token and comes whole: its letters one by one would be other ids that only look like it.
         */
        public Optional<State> accept(byte[] token) {
            if (position == grammar.shape.length()) {
                return Arrays.equals(token, grammar.closingTag)
                        ? Optional.of(new State(grammar, position + 1, NOT_BEGUN, 0, 0))
                        : Optional.empty();
            }
            Optional<State> state = token.length == 0 ? Optional.empty() : Optional.of(this);
            for (byte next : token) {
                state = state.flatMap(s -> s.step((char) (next & 0xFF)));
            }
            return state;
        }

        private Optional<State> step(char next) {
            if (position >= grammar.shape.length()) {
                return Optional.empty();
            }
            if (grammar.shape.charAt(position) != NUMBER) {
                return next == grammar.shape.charAt(position)
                        ? Optional.of(new State(grammar, position + 1, NOT_BEGUN, left, top))
                        : Optional.empty();
            }
            return next >= '0' && next <= '9' ? digit(next - '0') : endOfNumber(next);
        }

        private Optional<State> digit(int digit) {
            int grown = number == NOT_BEGUN ? digit : number * 10 + digit;
            boolean wellFormed = number != 0 && grown <= LARGEST;
            return wellFormed && canReach(grown, least())
                    ? Optional.of(new State(grammar, position, grown, left, top))
                    : Optional.empty();
        }

        private Optional<State> endOfNumber(char next) {
            if (number < least() || next != grammar.shape.charAt(position + 1)) {
                return Optional.empty();
            }
            int newLeft = grammar.ordered && position == 1 ? number : left;
            int newTop = grammar.ordered && position == 3 ? number : top;
            return Optional.of(new State(grammar, position + 2, NOT_BEGUN, newLeft, newTop));
        }

        /** The smallest number allowed here; above {@link #NOT_BEGUN}, so that no number is empty. */
        private int least() {
            return switch (position) {
                case 7 -> left;
                case 9 -> top;
                default -> 0;
            };
        }

        /** Whether the number, or more digits behind it, reaches a value of at least {@code least} and in range. */
        private static boolean canReach(int number, int least) {
            int largest = number;
            while (largest != 0 && largest * 10 + 9 <= LARGEST) {
                largest = largest * 10 + 9;
            }
            return largest >= least;
        }
    }
}
