package io.github.qwenvl4j;

import io.github.qwenvl4j.generate.LogitsConstraint;
import io.github.qwenvl4j.grounding.BoxConstraint;
import io.github.qwenvl4j.grounding.BoxGrammar;
import io.github.qwenvl4j.grounding.TokenBytes;
import io.github.qwenvl4j.grounding.TokenMask;
import io.github.qwenvl4j.tokenizer.QwenTokenizer;
import java.util.Map;

/** The grammar of marks in the tokens of one vocabulary, prepared when it is first asked for. Thread-safe. */
final class BoxRules {

    private final QwenTokenizer tokenizer;
    private TokenMask mask;

    BoxRules(QwenTokenizer tokenizer) {
        this.tokenizer = tokenizer;
    }

    /** A constraint for one answer. */
    LogitsConstraint constraint() {
        return new BoxConstraint(
                mask(),
                Map.of(
                        tokenizer.specials().boxStart(), BoxGrammar.BOX,
                        tokenizer.specials().quadStart(), BoxGrammar.QUAD));
    }

    private synchronized TokenMask mask() {
        if (mask == null) {
            mask = new TokenMask(new Vocabulary(tokenizer));
        }
        return mask;
    }

    private record Vocabulary(QwenTokenizer tokenizer) implements TokenBytes {

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
