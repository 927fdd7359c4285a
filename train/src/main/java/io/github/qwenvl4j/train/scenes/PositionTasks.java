package io.github.qwenvl4j.train.scenes;

import java.util.List;
import java.util.Optional;

/** Questions about the position of one object relative to another: left, right, above, below. */
final class PositionTasks {

    /** Minimum distance of the centres, as a fraction of the picture's side. */
    private static final double CLEAR = 0.12;

    private static final List<String> SIDE_ENGLISH =
            List.of("Is the %s to the left or to the right of the %s?", "Is the %s left or right of the %s?");
    private static final List<String> SIDE_CHINESE = List.of("%s在%s的左边还是右边？");
    private static final List<String> LEVEL_ENGLISH = List.of("Is the %s above or below the %s?");
    private static final List<String> LEVEL_CHINESE = List.of("%s在%s的上面还是下面？");

    private PositionTasks() {}

    static Optional<QuestionAndAnswer> position(Ask ask) {
        List<SceneObject> named = ask.scene().objects().stream()
                .filter(ask.scene()::hasUniqueName)
                .toList();
        if (named.size() < 2) {
            return Optional.empty();
        }
        SceneObject subject = ask.dice().pick(named);
        SceneObject other = ask.dice()
                .pick(named.stream().filter(object -> object != subject).toList());
        double across =
                (subject.box().centreX() - other.box().centreX()) / ask.scene().width();
        double down =
                (subject.box().centreY() - other.box().centreY()) / ask.scene().height();
        boolean sideways = ask.dice().chance(0.5);
        double distance = sideways ? across : down;
        if (Math.abs(distance) < CLEAR) {
            return Optional.empty();
        }
        Relation relation = sideways
                ? distance < 0 ? Relation.LEFT : Relation.RIGHT
                : distance < 0 ? Relation.ABOVE : Relation.BELOW;
        return Optional.of(write(ask, subject, other, relation));
    }

    private static QuestionAndAnswer write(Ask ask, SceneObject subject, SceneObject other, Relation relation) {
        String first = Phrases.name(subject, ask.language());
        String second = Phrases.name(other, ask.language());
        if (ask.dice().chance(0.35)) {
            Relation asked = ask.dice().chance(0.5) ? relation : relation.opposite();
            String question =
                    (ask.english() ? "Is the %s " + asked.englishPhrase + " the %s?" : "%s在%s的" + asked.chinese + "吗？");
            return ask.question(question.formatted(first, second), yesOrNo(ask, asked == relation));
        }
        String question = relation.sideways()
                ? ask.wording(SIDE_ENGLISH, SIDE_CHINESE)
                : ask.wording(LEVEL_ENGLISH, LEVEL_CHINESE);
        return ask.question(question.formatted(first, second), ask.english() ? relation.english : relation.chinese);
    }

    private static String yesOrNo(Ask ask, boolean yes) {
        if (ask.english()) {
            return yes ? "Yes" : "No";
        }
        return yes ? "是" : "不是";
    }

    private enum Relation {
        LEFT("left", "to the left of", "左边"),
        RIGHT("right", "to the right of", "右边"),
        ABOVE("above", "above", "上面"),
        BELOW("below", "below", "下面");

        private final String english;
        private final String englishPhrase;
        private final String chinese;

        Relation(String english, String englishPhrase, String chinese) {
            this.english = english;
            this.englishPhrase = englishPhrase;
            this.chinese = chinese;
        }

        boolean sideways() {
            return this == LEFT || this == RIGHT;
        }

        Relation opposite() {
            return switch (this) {
                case LEFT -> RIGHT;
                case RIGHT -> LEFT;
                case ABOVE -> BELOW;
                case BELOW -> ABOVE;
            };
        }
    }
}
