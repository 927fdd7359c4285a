package io.github.qwenvl4j.train.scenes;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Tasks that ask for the text of the signs, and its position. */
final class ReadingTasks {

    private static final List<String> BASE_GROUNDING = List.of("OCR with grounding:");
    private static final List<String> READ_ENGLISH = List.of(
            "What is written on the sign?",
            "What does the sign say?",
            "Read the sign.",
            "Read the text in the image.",
            "What is the text in the picture?");
    private static final List<String> READ_CHINESE =
            List.of("牌子上写着什么？", "牌子上写的是什么？", "读出图中的文字。", "图中的文字是什么？", "图里写了什么？");
    private static final List<String> FIND_ENGLISH =
            List.of("OCR with grounding", "Where is the text?", "Find all text in the image.", "Locate the text.");
    private static final List<String> FIND_CHINESE = List.of("框出图中的文字", "文字在哪里？", "识别并框出所有文字", "找出图中的文字。");

    private ReadingTasks() {}

    /** The signs from top to bottom, then from left to right. */
    static List<SceneSign> ordered(Scene scene) {
        return scene.signs().stream()
                .sorted(Comparator.comparingDouble(
                                (SceneSign sign) -> sign.quad().box().centreY())
                        .thenComparingDouble(sign -> sign.quad().box().centreX()))
                .toList();
    }

    /** Used if there is only one sign. */
    static Optional<QuestionAndAnswer> read(Ask ask) {
        if (ask.scene().signs().size() != 1) {
            return Optional.empty();
        }
        String text = ask.scene().signs().get(0).text();
        if (ask.base() && ask.dice().chance(0.4)) {
            return Optional.of(new QuestionAndAnswer("OCR:", " " + text));
        }
        return Optional.of(ask.question(ask.wording(READ_ENGLISH, READ_CHINESE), text));
    }

    static Optional<QuestionAndAnswer> withGrounding(Ask ask) {
        if (ask.scene().signs().isEmpty()) {
            return Optional.empty();
        }
        StringBuilder text = new StringBuilder();
        for (SceneSign sign : ordered(ask.scene())) {
            text.append(Phrases.ref(sign.text())).append(Phrases.quad(sign.quad(), ask.scene()));
        }
        return Optional.of(
                ask.base()
                        ? new QuestionAndAnswer(ask.dice().pick(BASE_GROUNDING), " " + text)
                        : new QuestionAndAnswer(ask.wording(FIND_ENGLISH, FIND_CHINESE), text.toString()));
    }
}
