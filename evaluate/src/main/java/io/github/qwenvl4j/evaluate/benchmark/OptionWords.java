package io.github.qwenvl4j.evaluate.benchmark;

import io.github.qwenvl4j.evaluate.scoring.OptionReference;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The words of a question with options. */
final class OptionWords {

    private static final String NO_HINT = "N/A";

    private OptionWords() {}

    static String withContext(Optional<String> hint, String question, List<String> options) {
        String context = hint.filter(text -> !text.isEmpty()).orElse(NO_HINT);
        return "Context: " + context + "\n" + of(question, options);
    }

    static String of(String question, List<String> options) {
        String lettered = IntStream.range(0, options.size())
                .mapToObj(i -> OptionReference.letter(i) + ". " + options.get(i))
                .collect(Collectors.joining("\n"));
        return "Question: " + question + "\nOptions: " + lettered + "\nAnswer:";
    }
}
