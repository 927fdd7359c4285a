package io.github.qwenvl4j.train.scenes;

import java.util.List;

/** What a task is to be written about, and how. */
record Ask(Scene scene, Language language, Form form, Dice dice) {

    boolean english() {
        return language == Language.ENGLISH;
    }

    boolean base() {
        return form == Form.BASE;
    }

    /** One of the wordings of this language. */
    String wording(List<String> english, List<String> chinese) {
        return dice.pick(english() ? english : chinese);
    }

    /** A question with a short answer: the base form is {@code question Answer:}. */
    Exchange question(String question, String answer) {
        return base() ? new Exchange(" " + question + " Answer:", " " + answer) : new Exchange(question, answer);
    }
}
