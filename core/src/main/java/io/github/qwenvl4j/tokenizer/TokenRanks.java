package io.github.qwenvl4j.tokenizer;

import java.util.Arrays;

/** Finds tokens by their bytes: a hash table with open addressing, which holds nothing but ranks beside the tokens themselves. */
public final class TokenRanks {

    private static final int NONE = -1;
    private static final int BYTES = 256;

    private final byte[][] tokens;
    private final int[] table; // of ranks; its length is a power of two, and no less than half of it is free

    /** @param tokens the bytes of tokens by rank; those that are there yet are not added */
    TokenRanks(byte[][] tokens) {
        this.tokens = tokens;
        this.table = new int[Integer.highestOneBit(Math.max(1, tokens.length)) * 4];
        Arrays.fill(table, NONE);
    }

    /**
     * The first single byte that is none of these tokens, without which some text has no tokens; negative where there is
     * none.
     */
    public static int missingByte(byte[][] tokens) {
        boolean[] there = new boolean[BYTES];
        for (byte[] token : tokens) {
            if (token.length == 1) {
                there[Byte.toUnsignedInt(token[0])] = true;
            }
        }
        int value = 0;
        while (value < BYTES && there[value]) {
            value++;
        }
        return value < BYTES ? value : NONE;
    }

    /** Of the bytes of tokens by rank. */
    public static TokenRanks of(byte[][] tokens) {
        TokenRanks ranks = new TokenRanks(tokens);
        for (int rank = 0; rank < tokens.length; rank++) {
            ranks.add(rank);
        }
        return ranks;
    }

    /** The bytes of every token, by rank. */
    public byte[][] tokens() {
        return tokens;
    }

    /** Adds the token of a rank; the rank that these bytes have already, or else a negative number. */
    int add(int rank) {
        byte[] token = tokens[rank];
        int place = place(token, 0, token.length);
        int earlier = table[place];
        if (earlier == NONE) {
            table[place] = rank;
        }
        return earlier;
    }

    /** The rank of the token of these bytes; negative where there is none. */
    int rank(byte[] bytes, int from, int to) {
        return table[place(bytes, from, to)];
    }

    /** Where these bytes are in the table, or would be. */
    private int place(byte[] bytes, int from, int to) {
        int hash = 0;
        for (int i = from; i < to; i++) {
            hash = 31 * hash + bytes[i];
        }
        int mask = table.length - 1;
        int place = (hash ^ hash >>> 15) * 0x2c1b3c6d >>> 7 & mask;
        while (table[place] != NONE
                && !Arrays.equals(tokens[table[place]], 0, tokens[table[place]].length, bytes, from, to)) {
            place = place + 1 & mask;
        }
        return place;
    }
}
