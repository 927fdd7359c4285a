package io.github.qwenvl4j.task;

/**
 * How a task is put to a model.
 *
 * @param question behind the picture; grounding tags count in it
 * @param beginning what the answer begins with; grounding tags count in it
 */
record Wording(String question, String beginning) {

    Wording(String question) {
        this(question, "");
    }
}
