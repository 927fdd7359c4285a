package io.github.qwenvl4j.constraint.mask;

import io.github.qwenvl4j.LogitsConstraint;
import io.github.qwenvl4j.constraint.automaton.Term;
import io.github.qwenvl4j.constraint.automaton.Terms;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Optional;
import java.util.Set;

/**
 * One form of answers in the tokens of one vocabulary. Shared by all answers of that form; thread-safe.
 */
public final class TokenGrammar {

    private static final int MOST_STATES = 200_000;
    private static final int LONGEST_FORCED = 400; // bytes taken at once

    private final Terms terms;
    private final Term start;
    private final TextTokens tokens;
    private final Set<Integer> stopIds;
    private final PlainCharacters plainCharacters;

    /** @param start what an answer may be; not empty */
    public TokenGrammar(Terms terms, Term start, TextTokens tokens, Set<Integer> stopIds) {
        this.terms = terms;
        this.start = start;
        this.tokens = tokens;
        this.stopIds = Set.copyOf(stopIds);
        this.plainCharacters = new PlainCharacters(terms);
    }

    /** Holds one answer to this form. */
    public LogitsConstraint constraint() {
        return new GrammarConstraint(this);
    }

    /** Whether its answers have come to so many states that it should be prepared anew, to forget them. */
    public synchronized boolean worn() {
        return terms.size() > MOST_STATES || terms.worn();
    }

    Term start() {
        return start;
    }

    /** The ids that may come in a state; not to be changed. */
    synchronized BitSet allowed(Term state) {
        Optional<BitSet> known = tokens.masks().of(state);
        if (known.isPresent()) {
            return known.get();
        }
        BitSet mask = compute(state);
        tokens.masks().keep(state, mask);
        return mask;
    }

    private BitSet compute(Term state) {
        BitSet allowed = new BitSet(tokens.size());
        int characters = plainCharacters.mayCome(state);
        if (characters > 0) {
            allowed.or(tokens.plain(characters));
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
        int value = terms.onlyByte(next);
        while (value >= 0 && bytes.size() < LONGEST_FORCED) {
            bytes.write(value);
            next = terms.next(next, value);
            value = terms.onlyByte(next);
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
        byte[] last = tokens.bytes(ids[ids.length - 1]);
        Term behind = read(state, bytes(ids));
        return tokens.all().mayGrow(last, behind, terms) ? before : ids;
    }

    private byte[] bytes(int[] ids) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int id : ids) {
            byte[] token = tokens.bytes(id);
            bytes.writeBytes(token == null ? new byte[0] : token);
        }
        return bytes.toByteArray();
    }
}
