package io.github.qwenvl4j.train.scenes;

import java.util.List;
import java.util.Optional;

/** Tasks that ask for the boxes of a name, or for the name of a box. */
final class GroundingTasks {

    private static final List<String> WHERE_ENGLISH = List.of(
            "Where is %s?",
            "Find %s.", "Locate %s.", "Where is %s in the image?", "Give the box of %s.", "Point out %s.");
    private static final List<String> WHERE_ALL_ENGLISH = List.of("Where are %s?", "Find %s.", "Locate %s.");
    private static final List<String> WHERE_CHINESE =
            List.of("框出%s的位置", "%s在哪里？", "框出%s", "找出%s。", "请框出图中的%s", "%s在什么位置？");
    private static final List<String> WHAT_ENGLISH =
            List.of("What is %s?", "What is in %s?", "What is <ref>this</ref>%s?", "Name the object in %s.");
    private static final List<String> WHAT_CHINESE = List.of("%s是什么？", "%s里是什么？", "<ref>这</ref>%s是什么？", "说出%s里的物体。");

    private GroundingTasks() {}

    /** Asks for all objects with one name; mostly there is one. */
    static Optional<QuestionAndAnswer> referring(Ask ask) {
        if (ask.scene().objects().isEmpty()) {
            return Optional.empty();
        }
        SceneObject object = ask.dice().pick(ask.scene().objects());
        Reference reference = Reference.to(object, ask);
        String boxes = Phrases.boxes(Phrases.ordered(reference.objects()), ask.scene());
        if (ask.base()) {
            String article = ask.english() && ask.dice().chance(0.3) ? "the " : "";
            return Optional.of(new QuestionAndAnswer(Phrases.ref(article + reference.name()), boxes));
        }
        String name = reference.definite(ask.language());
        List<String> english = reference.objects().size() == 1 ? WHERE_ENGLISH : WHERE_ALL_ENGLISH;
        return Optional.of(
                new QuestionAndAnswer(ask.wording(english, WHERE_CHINESE).formatted(name), Phrases.ref(name) + boxes));
    }

    static Optional<QuestionAndAnswer> groundedCaption(Ask ask) {
        if (ask.scene().objects().isEmpty()) {
            return Optional.empty();
        }
        SceneObject object = ask.dice().pick(ask.scene().objects());
        String box = Phrases.box(object.box(), ask.scene());
        String name = Phrases.name(object, ask.language());
        String answer = ask.english() ? Phrases.indefinite(name) : name;
        if (ask.base()) {
            String prompt = ask.english() ? "<ref>This</ref>" + box + " is" : "<ref>这</ref>" + box + "是";
            return Optional.of(new QuestionAndAnswer(prompt, ask.english() ? " " + answer : answer));
        }
        return Optional.of(
                new QuestionAndAnswer(ask.wording(WHAT_ENGLISH, WHAT_CHINESE).formatted(box), answer));
    }
}
