package io.github.qwenvl4j.task;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.grounding.Box;
import io.github.qwenvl4j.grounding.Grounding;
import io.github.qwenvl4j.prompt.Part;
import java.util.List;

/** The prompts of each task. */
final class Wordings {

    private Wordings() {}

    /** For a base model (second training stage, without ChatML). */
    static Wording base(Task task) {
        if (task instanceof Task.Caption caption) {
            return new Wording("Generate the caption in " + caption.language().word() + ":");
        }
        if (task instanceof Task.GroundedCaption caption) {
            return new Wording("Generate the caption in " + caption.language().word() + " with grounding:");
        }
        if (task instanceof Task.Find find) {
            return new Wording("", found(find.ref()));
        }
        if (task instanceof Task.Describe describe) {
            return new Wording("", described(describe.region()));
        }
        requireTrained(task);
        if (task instanceof Task.Ask ask) {
            return new Wording(" " + ask.question() + " Answer:");
        }
        return new Wording(task instanceof Task.Read ? "OCR:" : "OCR with grounding:");
    }

    /** For a chat model. */
    static Wording chat(Task task) {
        if (task instanceof Task.Caption caption) {
            return new Wording(
                    caption.language() == Language.CHINESE ? "用中文描述这张图片。" : "Describe this image in English.");
        }
        if (task instanceof Task.GroundedCaption caption) {
            return new Wording(
                    caption.language() == Language.CHINESE ? "描述图片并框出物体。" : "Describe the image with grounding.");
        }
        if (task instanceof Task.Find find) {
            return new Wording(where(find.ref()), found(find.ref()));
        }
        if (task instanceof Task.Describe describe) {
            return new Wording(
                    List.of(new Part.Text("What is "), Part.Region.of("this", describe.region()), new Part.Text("?")),
                    "");
        }
        requireTrained(task);
        if (task instanceof Task.Ask ask) {
            return new Wording(ask.question());
        }
        return new Wording(task instanceof Task.Read ? "Read the text in the image." : "OCR with grounding");
    }

    private static void requireTrained(Task task) {
        if (task instanceof Task.Count || task instanceof Task.Document) {
            String name = task instanceof Task.Count ? "count" : "document";
            throw new QwenVlException(
                    QwenVlException.Kind.UNSUPPORTED, "task " + name + ": this model was not trained for it");
        }
    }

    private static String where(String ref) {
        boolean chinese = ref.codePoints().anyMatch(Character::isIdeographic);
        return (chinese ? "框出图中%s的位置" : "Locate %s.").formatted(ref);
    }

    /** A ref whose box is to follow. */
    private static String found(String ref) {
        return Grounding.format(ref, List.of()) + "<box>";
    }

    private static String described(Box region) {
        return Grounding.format("This", List.of(region)) + " is";
    }
}
