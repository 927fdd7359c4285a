package io.github.qwenvl4j.train.eval;

import io.github.qwenvl4j.train.sample.Sample;
import io.github.qwenvl4j.train.scenes.Form;
import io.github.qwenvl4j.train.scenes.Language;
import java.util.regex.Pattern;

/**
 * The first question of a sample and its true answer.
 *
 * @param text with its pictures as {@code <img>SOURCE</img>}
 */
public record Question(String task, Form form, Language language, String text, String wanted) {

    private static final Pattern NO_WORDS = Pattern.compile("<img>.*?</img>|\"[^\"]*\"|“[^”]*”", Pattern.DOTALL);
    private static final Pattern HAN = Pattern.compile("\\p{IsHan}");

    static Question of(Sample sample) {
        if (sample instanceof Sample.Completion completion) {
            return new Question(
                    completion.task(),
                    Form.BASE,
                    language(completion.prompt()),
                    completion.prompt(),
                    completion.completion());
        }
        Sample.Conversation chat = (Sample.Conversation) sample;
        String text = chat.conversations().get(0).value();
        return new Question(
                chat.task(),
                Form.CHAT,
                language(text),
                text,
                chat.conversations().get(1).value());
    }

    /** Of the words around pictures and quotations. */
    private static Language language(String text) {
        return HAN.matcher(NO_WORDS.matcher(text).replaceAll("")).find() ? Language.CHINESE : Language.ENGLISH;
    }
}
