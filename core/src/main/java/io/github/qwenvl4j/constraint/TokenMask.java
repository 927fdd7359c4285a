package io.github.qwenvl4j.constraint;

import java.util.BitSet;
import java.util.Optional;

/**
 * {@link BoxGrammar} seen through a vocabulary. Only the few tokens written in the grammar's own letters are ever tried,
 * so a step costs next to nothing whatever the vocabulary's size. Immutable.
 */
public final class TokenMask {

    private final Vocabulary vocabulary;
    private final BitSet candidates = new BitSet();

    public TokenMask(Vocabulary vocabulary) {
        this.vocabulary = vocabulary;
        for (int id = 0; id < vocabulary.size(); id++) {
            if (BoxGrammar.mayUse(vocabulary.bytes(id))) {
                candidates.set(id);
            }
        }
    }

    /** The ids that may come next; none once the state is complete. */
    public BitSet allowed(BoxGrammar.State state) {
        BitSet ids = new BitSet();
        candidates.stream().filter(id -> accept(state, id).isPresent()).forEach(ids::set);
        return ids;
    }

    /** The state behind a token, or nothing where it is not allowed. */
    public Optional<BoxGrammar.State> accept(BoxGrammar.State state, int id) {
        return state.accept(vocabulary.bytes(id));
    }
}
