package io.github.qwenvl4j.constraint;

import io.github.qwenvl4j.tokenizer.QwenTokenizer;
import java.util.Map;

/** The grammar of marks in the tokens of one vocabulary, prepared when it is first asked for. Thread-safe. */
public final class BoxRules {

    private final QwenTokenizer tokenizer;
    private TokenMask mask;

    public BoxRules(QwenTokenizer tokenizer) {
        this.tokenizer = tokenizer;
    }

    /** A constraint for one answer. */
    public LogitsConstraint constraint() {
        return new BoxConstraint(
                mask(),
                Map.of(
                        tokenizer.specials().boxStart(), BoxGrammar.BOX,
                        tokenizer.specials().quadStart(), BoxGrammar.QUAD));
    }

    private synchronized TokenMask mask() {
        if (mask == null) {
            mask = new TokenMask(new Tokens(tokenizer));
        }
        return mask;
    }

    private record Tokens(QwenTokenizer tokenizer) implements Vocabulary {

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
