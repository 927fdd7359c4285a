package io.github.qwenvl4j.chat;

import io.github.qwenvl4j.tokenizer.EncodedPrompt;
import io.github.qwenvl4j.tokenizer.QwenTokenizer;
import io.github.qwenvl4j.tokenizer.Segment;
import io.github.qwenvl4j.tokenizer.Turn;
import java.util.ArrayList;
import java.util.List;

/** The prompt of a base model: system text, questions and answers, one behind the other with nothing between them. */
record PlainText(QwenTokenizer tokenizer, int maxWindowSize) {

    /** Turns are kept from the newest back under the same rule as in ChatML. */
    EncodedPrompt prompt(List<Segment> system, List<Turn> history, List<Segment> query) {
        List<Segment> kept = List.of();
        for (int i = history.size() - 1; i >= 0; i--) {
            List<Segment> longer = new ArrayList<>(history.get(i).query());
            longer.addAll(history.get(i).response());
            longer.addAll(kept);
            if (length(join(system, longer, List.of())) >= maxWindowSize) {
                break;
            }
            kept = longer;
        }
        return tokenizer.encodePrompt(join(system, kept, query));
    }

    private int length(List<Segment> segments) {
        return tokenizer.encodePrompt(segments).ids().length;
    }

    private static List<Segment> join(List<Segment> system, List<Segment> history, List<Segment> query) {
        List<Segment> all = new ArrayList<>(system);
        all.addAll(history);
        all.addAll(query);
        return all;
    }
}
