package io.github.qwenvl4j.task;

import io.github.qwenvl4j.prompt.Part;
import java.util.List;

/**
 * How a task is put to a model.
 *
 * @param question behind the picture
 * @param beginning what the answer begins with; grounding tags count in it
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
