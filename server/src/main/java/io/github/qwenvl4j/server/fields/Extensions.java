package io.github.qwenvl4j.server.fields;

import static io.github.qwenvl4j.server.fields.Plain.FLAG;
import static io.github.qwenvl4j.server.fields.Plain.NUMBER;
import static io.github.qwenvl4j.server.fields.Plain.TEXT;

import java.util.Map;
import java.util.TreeMap;

/** The fields of this project's own, which have the same names and effects in every API. */
public final class Extensions {

    private static final Map<String, FieldRule> OF_ANSWERS = Map.of(
            "strip_tags", FLAG,
            "constrain_boxes", FLAG,
            "evidence", FLAG,
            "review_below", NUMBER,
            "close_json", FLAG);

    /** What an answer begins with: only where the prompt itself does not say it. */
    private static final Map<String, FieldRule> OF_DIALOGUES = Map.of("beginning", TEXT);

    /** Of the prompt. */
    static final String IMAGE_ORDER = "image_order";

    private Extensions() {}

    static Form.Builder ofAnswers(Form.Builder form) {
        OF_ANSWERS.forEach(form::field);
        return form;
    }

    /** Those of answers to a dialogue. */
    static Form.Builder ofDialogues(Form.Builder form) {
        OF_DIALOGUES.forEach(form::field);
        return ofAnswers(form);
    }

    /** Their names in a request, by those in a chat request. @param within path of the object that has them, or empty */
    public static Map<String, String> names(String within) {
        Map<String, String> names = new TreeMap<>(Map.of(IMAGE_ORDER, within + IMAGE_ORDER));
        OF_ANSWERS.keySet().forEach(name -> names.put(name, within + name));
        OF_DIALOGUES.keySet().forEach(name -> names.put(name, within + name));
        return names;
    }
}
