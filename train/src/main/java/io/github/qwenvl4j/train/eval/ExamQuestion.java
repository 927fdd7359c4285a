package io.github.qwenvl4j.train.eval;

import io.github.qwenvl4j.train.sample.Sample;
import io.github.qwenvl4j.train.scenes.SampleForm;
import io.github.qwenvl4j.train.scenes.SceneLanguage;
import java.util.regex.Pattern;

/**
 * The first question of a sample and its expected answer.
 *
 * @param text containing its pictures as {@code <img>SOURCE</img>}
 */
public record ExamQuestion(String task, SampleForm form, SceneLanguage language, String text, String wanted) {

    private static final Pattern NO_WORDS = Pattern.compile("<img>.*?</img>|\"[^\"]*\"|“[^”]*”", Pattern.DOTALL);
    private static final Pattern HAN = Pattern.compile("\\p{IsHan}");

    public static ExamQuestion of(Sample sample) {
        if (sample instanceof Sample.Completion completion) {
            return new ExamQuestion(
                    completion.task(),
                    SampleForm.BASE,
                    language(completion.prompt()),
                    completion.prompt(),
                    completion.completion());
        }
        Sample.Chat chat = (Sample.Chat) sample;
        String text = chat.conversations().get(0).value();
        return new ExamQuestion(
                chat.task(),
                SampleForm.CHAT,
                language(text),
                text,
                chat.conversations().get(1).value());
    }

    /** The language of the text outside pictures and quotations. */
    private static SceneLanguage language(String text) {
        return HAN.matcher(NO_WORDS.matcher(text).replaceAll("")).find()
                ? SceneLanguage.CHINESE
                : SceneLanguage.ENGLISH;
    }
}
