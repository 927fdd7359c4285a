package io.github.qwenvl4j.evaluate.benchmark;

import io.github.qwenvl4j.evaluate.scoring.OptionReference;
import java.util.List;
import java.util.stream.IntStream;

/** How an answer to a question of a benchmark comes about. */
public sealed interface Asking {

    /**
     * The prompt is continued greedily, until the end of the text only.
     *
     * @param leastTokens before which the text cannot end
     * @param stripped whether white space around the answer is dropped
     */
    record Completion(int mostTokens, int leastTokens, boolean stripped) implements Asking {}

    /** A chat model answers as the first turn of a conversation, with the checkpoint's own defaults but a top-p of nearly 0. */
    record Turn() implements Asking {}

    /** The most likely of some continuations of the prompt; the answer is its index. */
    record Likeliest(List<String> continuations) implements Asking {

        /** A space and a letter, for each option. */
        public static Likeliest letters(int options) {
            return new Likeliest(IntStream.range(0, options)
                    .mapToObj(index -> " " + OptionReference.letter(index))
                    .toList());
        }
    }
}
