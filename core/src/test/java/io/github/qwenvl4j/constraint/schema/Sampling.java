package io.github.qwenvl4j.constraint.schema;

import io.github.qwenvl4j.AnswerFormat;
import io.github.qwenvl4j.AnswerOptions;
import io.github.qwenvl4j.LogitsConstraint;
import io.github.qwenvl4j.constraint.FormatRules;
import io.github.qwenvl4j.prompt.SpecialsHonoured;
import io.github.qwenvl4j.tokenizer.Tokenizer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;

/** Answers of no model at all: tokens drawn at random among those that a form allows. */
final class Sampling {

    private static final double ENDING = 0.25; // of the draws prefer a token that may end something

    private final Tokenizer tokenizer;
    private final FormatRules rules;
    private final int stop;
    private final boolean[] ending;

    Sampling(Tokenizer tokenizer, int stop) {
        this.tokenizer = tokenizer;
        this.stop = stop;
        this.rules = new FormatRules(tokenizer, Set.of(stop));
        this.ending = new boolean[tokenizer.size()];
        for (int id = 0; id < ending.length; id++) {
            ending[id] =
                    id == stop || new String(tokenizer.bytes(id), StandardCharsets.ISO_8859_1).matches("[\"}\\]]+");
        }
    }

    LogitsConstraint constraint(AnswerFormat format) {
        return rules.constraint(AnswerOptions.greedy(1).withFormat(format), LogitsConstraint::none);
    }

    /** A text of the form; nothing where it is not complete after so many tokens. @param nanos told of each mask */
    Optional<String> sample(AnswerFormat format, Random random, int most, LongConsumer nanos) {
        LogitsConstraint constraint = constraint(format);
        int[] drawn = new int[most];
        float[] logits = new float[tokenizer.size()];
        for (int length = 0; length < most; length++) {
            if (constraint.complete()) {
                return Optional.of(tokenizer.decode(Arrays.copyOf(drawn, length)));
            }
            Arrays.fill(logits, 0);
            long start = System.nanoTime();
            constraint.apply(logits);
            nanos.accept(System.nanoTime() - start);
            OptionalInt token = draw(logits, random);
            if (token.isEmpty()) {
                throw new AssertionError("a dead end behind " + tokenizer.decode(Arrays.copyOf(drawn, length)));
            }
            if (token.getAsInt() == stop) {
                return Optional.of(tokenizer.decode(Arrays.copyOf(drawn, length)));
            }
            drawn[length] = token.getAsInt();
            constraint.accept(token.getAsInt());
        }
        return Optional.empty();
    }

    /** Any of the tokens that may come, or of those that end something. */
    private OptionalInt draw(float[] logits, Random random) {
        if (random.nextDouble() < ENDING) {
            OptionalInt end = among(ids(logits, id -> ending[id]), random);
            if (end.isPresent()) {
                return end;
            }
        }
        return among(ids(logits, id -> true), random);
    }

    private static OptionalInt among(int[] ids, Random random) {
        return ids.length == 0 ? OptionalInt.empty() : OptionalInt.of(ids[random.nextInt(ids.length)]);
    }

    private static int[] ids(float[] logits, IntPredicate wanted) {
        return IntStream.range(0, logits.length)
                .filter(id -> logits[id] == 0 && wanted.test(id))
                .toArray();
    }

    /** Reads a text that fits, as the tokenizer writes it, asking for each mask. */
    void read(AnswerFormat format, String text, LongConsumer nanos) {
        LogitsConstraint constraint = constraint(format);
        for (int id : tokenizer.encode(text, SpecialsHonoured.NONE)) {
            float[] logits = new float[tokenizer.size()];
            long start = System.nanoTime();
            constraint.apply(logits);
            nanos.accept(System.nanoTime() - start);
            if (logits[id] != 0) {
                throw new AssertionError("not allowed: " + tokenizer.decode(new int[] {id}) + " in " + text);
            }
            constraint.accept(id);
        }
    }
}
