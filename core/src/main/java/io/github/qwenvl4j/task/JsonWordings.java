package io.github.qwenvl4j.task;

/**
 * The prompts of each task for models that write places as JSON: those of Qwen3-VL's official examples. There is none for
 * captions, captions with boxes and documents as JSON, which are asked for in the same style.
 */
final class JsonWordings {

    private static final String BOXES = " Report bbox coordinates in JSON format.";

    private JsonWordings() {}

    static Wording of(Task task) {
        if (task instanceof Task.GroundedCaption caption) {
            return new Wording("Describe this image in " + caption.language().word()
                    + " and locate every instance that you mention." + BOXES);
        }
        if (task instanceof Task.Find find) {
            return new Wording(
                    "Locate every instance that belongs to the following categories: \"" + find.ref() + "\"." + BOXES);
        }
        if (task instanceof Task.Count count) {
            return new Wording(
                    ("Locate every %1$s with points, report their point coordinates in JSON format like this: "
                                    + "{\"point_2d\": [x, y], \"label\": \"%1$s\"}")
                            .formatted(count.ref()));
        }
        if (task instanceof Task.Read) {
            return new Wording("Read all the text in the image.");
        }
        if (task instanceof Task.GroundedRead) {
            return new Wording("Spotting all the text in the image with line-level, and output in JSON format.");
        }
        if (task instanceof Task.Document document) {
            return new Wording(
                    switch (document.form()) {
                        case MARKDOWN -> "qwenvl markdown";
                        case HTML -> "qwenvl html";
                        case JSON -> "Extract all the information in this document and output it in JSON format.";
                    });
        }
        return Wordings.chat(task);
    }
}
