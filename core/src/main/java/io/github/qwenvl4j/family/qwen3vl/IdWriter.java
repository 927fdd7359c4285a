package io.github.qwenvl4j.family.qwen3vl;

import io.github.qwenvl4j.prompt.SpecialsHonoured;
import io.github.qwenvl4j.tokenizer.IdList;
import java.util.regex.Matcher;

/** Puts ids together. Words between two added tokens are encoded as one stretch, whatever pieces they come in. */
final class IdWriter {

    private final Qwen3VlTokenizer tokenizer;
    private final IdList ids = new IdList();
    private final StringBuilder words = new StringBuilder(); // not encoded yet
    private int characters;

    IdWriter(Qwen3VlTokenizer tokenizer) {
        this.tokenizer = tokenizer;
    }

    /** Adds words, whatever stands in them. */
    IdWriter words(String text) {
        words.append(text);
        characters += text.length();
        return this;
    }

    /** Adds text in which some added tokens count. */
    IdWriter text(String text, SpecialsHonoured honoured) {
        Matcher added = tokenizer.pattern(honoured).matcher(text);
        int done = 0;
        while (added.find()) {
            words(text.substring(done, added.start())).id(tokenizer.id(added.group()));
            done = added.end();
        }
        return words(text.substring(done));
    }

    IdWriter id(int id) {
        flush();
        ids.add(id);
        characters++;
        return this;
    }

    IdWriter id(int id, int times) {
        flush();
        for (int i = 0; i < times; i++) {
            ids.add(id);
        }
        return this;
    }

    /** Grows with everything that is added but the empty text. */
    int characters() {
        return characters;
    }

    /** How many ids there are, with the words so far; further words may still change the last of them. */
    int length() {
        return ids.size() + (words.isEmpty() ? 0 : tokenizer.ordinary(words.toString()).length);
    }

    int[] ids() {
        flush();
        return ids.toArray();
    }

    private void flush() {
        if (!words.isEmpty()) {
            ids.addAll(tokenizer.ordinary(words.toString()));
            words.setLength(0);
        }
    }
}
