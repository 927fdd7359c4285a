package io.github.qwenvl4j.train.things;

/**
 * A question and its answer.
 *
 * @param task by which it is scored
 * @param subject the only item that it is about, to which the next question may refer; null if there is none
 */
record Asked(ThingTask task, String question, String answer, Item subject) {

    Asked(ThingTask task, String question, String answer) {
        this(task, question, answer, null);
    }

    Asked withQuestion(String other) {
        return new Asked(task, other, answer, subject);
    }
}
