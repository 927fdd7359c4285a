package io.github.qwenvl4j.constraint.mask;

import io.github.qwenvl4j.constraint.LogitsConstraint;
import io.github.qwenvl4j.constraint.automaton.Term;
import io.github.qwenvl4j.constraint.automaton.Terms;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One form of answers in the tokens of one vocabulary. What may come in a state is remembered for the states seen last. Shared
 * by all answers of that form; thread-safe.
 */
public final class TokenGrammar {

    private static final int MASKS = 1000;
    private static final int LONGEST_FORCED = 400; // bytes taken at once

    private final Terms terms;
    private final Term start;
    private final TextTokens tokens;
    private final Set<Integer> stopIds;
    private final PlainCharacters plainCharacters;
    private final BitSet plain = new BitSet();
    private final Map<Term, BitSet> masks = new LinkedHashMap<>(16, 0.75f, true);

    /** @param start what an answer may be; not empty */
    public TokenGrammar(Terms terms, Term start, TextTokens tokens, Set<Integer> stopIds) {
        this.terms = terms;
        this.start = start;
        this.tokens = tokens;
        this.stopIds = Set.copyOf(stopIds);
        this.plainCharacters = new PlainCharacters(terms);
        Arrays.stream(tokens.plain().ids()).forEach(plain::set);
    }

    /** Holds one answer to this form. */
    public LogitsConstraint constraint() {
        return new GrammarConstraint(this);
    }

    Term start() {
        return start;
    }

    /** The ids that may come in a state; not to be changed. */
    synchronized BitSet allowed(Term state) {
        BitSet known = masks.get(state);
        if (known == null) {
            known = compute(state);
            masks.put(state, known);
            if (masks.size() > MASKS) {
                masks.remove(masks.keySet().iterator().next());
            }
        }
        return known;
    }

    private BitSet compute(Term state) {
        BitSet allowed = new BitSet(tokens.size());
        if (plainCharacters.mayCome(state)) {
            allowed.or(plain);
            tokens.others().allow(state, terms, allowed);
        } else {
            tokens.all().allow(state, terms, allowed);
        }
        if (state.nullable()) {
            stopIds.forEach(allowed::set);
        }
        return allowed;
    }

    /** The state behind a token; nothing where it may not come. */
    synchronized Optional<Term> next(Term state, int id) {
        byte[] bytes = tokens.bytes(id);
        Term next = bytes == null ? terms.nothing() : read(state, bytes);
        return next == terms.nothing() ? Optional.empty() : Optional.of(next);
    }

    private Term read(Term state, byte[] bytes) {
        Term next = state;
        for (byte value : bytes) {
            next = terms.next(next, value);
        }
        return next;
    }

    /** Whether the answer must end here. */
    synchronized boolean complete(Term state) {
        return state == terms.empty();
    }

    /** What must come next whatever the model says, as the tokenizer writes it; empty where there is a choice. */
    synchronized int[] forced(Term state) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Term next = state;
        int value = onlyByte(next);
        while (value >= 0 && bytes.size() < LONGEST_FORCED) {
            bytes.write(value);
            next = terms.next(next, value);
            value = onlyByte(next);
        }
        String text = bytes.toString(StandardCharsets.UTF_8);
        if (bytes.size() == 0 || !Arrays.equals(text.getBytes(StandardCharsets.UTF_8), bytes.toByteArray())) {
            return new int[0];
        }
        int[] ids = tokens.encode(text);
        if (!Arrays.equals(bytes(ids), bytes.toByteArray())) {
            return new int[0]; // the tokenizer changes the text
        }
        return next == terms.empty() ? ids : withoutOpenEnd(state, ids);
    }

    /** Leaves to the model a last token instead of which a longer one could come. */
    private int[] withoutOpenEnd(Term state, int[] ids) {
        int[] before = Arrays.copyOf(ids, ids.length - 1);
        Term at = read(state, bytes(before));
        byte[] last = tokens.bytes(ids[ids.length - 1]);
        PrefixTree tree = tokens.all();
        for (int i = tree.find(last); i < tree.size(); i++) {
            byte[] token = tree.tokens()[i];
            if (token.length < last.length
                    || Arrays.mismatch(last, token) < last.length && token.length > last.length) {
                break;
            }
            if (token.length > last.length && read(at, token) != terms.nothing()) {
                return before;
            }
        }
        return ids;
    }

    private byte[] bytes(int[] ids) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int id : ids) {
            byte[] token = tokens.bytes(id);
            bytes.writeBytes(token == null ? new byte[0] : token);
        }
        return bytes.toByteArray();
    }

    /** The only byte that may come, or -1 where there are several or the text may end. */
    private int onlyByte(Term state) {
        if (state.nullable()) {
            return -1;
        }
        int only = -1;
        for (int value = 0; value < 256; value++) {
            if (terms.next(state, value) != terms.nothing()) {
                if (only >= 0) {
                    return -1;
                }
                only = value;
            }
        }
        return only;
    }
}
