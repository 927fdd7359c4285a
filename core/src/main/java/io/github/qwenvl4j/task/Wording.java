package io.github.qwenvl4j.task;

import io.github.qwenvl4j.prompt.Part;
import java.util.List;

/**
 * The prompt of a task.
 *
 * @param question text after the picture
 * @param beginning beginning of the answer; grounding tags are recognised in it
 */
record Wording(List<Part> question, String beginning) {

    Wording {
        question = List.copyOf(question);
    }

    Wording(String question) {
        this(question, "");
    }

    Wording(String question, String beginning) {
        this(question.isEmpty() ? List.of() : List.of(new Part.Text(question)), beginning);
    }
}
