package io.github.qwenvl4j.constraint;

import io.github.qwenvl4j.LogitsConstraint;
import io.github.qwenvl4j.tokenizer.Tokenizer;
import java.util.Map;

/** The grammar of marks in the tokens of one vocabulary, prepared when it is first asked for. Thread-safe. */
public final class BoxRules {

    private final Tokenizer tokenizer;
    private final Map<Integer, BoxGrammar> openings;
    private TokenMask mask;

    /** @param openings the ids of the opening tags */
    public BoxRules(Tokenizer tokenizer, Map<Integer, BoxGrammar> openings) {
        this.tokenizer = tokenizer;
        this.openings = Map.copyOf(openings);
    }

    /** A constraint for one answer. */
    public LogitsConstraint constraint() {
        return new BoxConstraint(mask(), openings);
    }

    private synchronized TokenMask mask() {
        if (mask == null) {
            mask = new TokenMask(new Tokens(tokenizer));
        }
        return mask;
    }

    private record Tokens(Tokenizer tokenizer) implements Vocabulary {

        @Override
        public int size() {
            return tokenizer.size();
        }

        @Override
        public byte[] bytes(int id) {
            return tokenizer.bytes(id);
        }
    }
}
