package io.github.qwenvl4j.internal;

import io.github.qwenvl4j.checkpoint.GenerationConfig;
import io.github.qwenvl4j.tokenizer.QwenTokenizer;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What ends an answer: the marks of the prompt's form, and what generation_config.json names. */
record StopWords(GenerationConfig config, QwenTokenizer tokenizer) {

    /** @param marks the ids that end an answer in the prompt's form */
    Set<Integer> with(Set<Integer> marks) {
        Set<Integer> ids = new TreeSet<>(marks);
        ids.addAll(config.eosTokenIds());
        config.stopWordsIds().stream().filter(word -> word.size() == 1).forEach(ids::addAll);
        return Collections.unmodifiableSet(ids);
    }

    /** Words of several ids: they are looked for in the text. */
    List<String> texts() {
        return config.stopWordsIds().stream()
                .filter(word -> word.size() > 1)
                .map(word -> tokenizer.decode(
                        word.stream().mapToInt(Integer::intValue).toArray()))
                .toList();
    }
}
