package io.github.qwenvl4j.train.scenes;

import java.util.List;

/** The scene, language and form of a task to be written. */
record Ask(Scene scene, SceneLanguage language, SampleForm form, Dice dice) {

    boolean english() {
        return language == SceneLanguage.ENGLISH;
    }

    boolean base() {
        return form == SampleForm.BASE;
    }

    /** One of the phrasings in this language. */
    String wording(List<String> english, List<String> chinese) {
        return dice.pick(english() ? english : chinese);
    }

    /** A question with a short answer: the base form is {@code question Answer:}. */
    QuestionAndAnswer question(String question, String answer) {
        return base()
                ? new QuestionAndAnswer(" " + question + " Answer:", " " + answer)
                : new QuestionAndAnswer(question, answer);
    }
}
