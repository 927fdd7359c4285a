package io.github.qwenvl4j.train.scenes;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Short questions about colour, shape, number and presence of objects; signs are not objects. */
final class QuestionTasks {

    private static final List<String> COLOUR_ENGLISH = List.of(
            "What color is the %s?",
            "What is the color of the %s?", "What colour is the %s?", "Which color is the %s?");
    private static final List<String> COLOUR_CHINESE = List.of("%s是什么颜色？", "%s是什么颜色的？", "图中的%s是什么颜色？", "%s的颜色是什么？");
    private static final List<String> SHAPE_ENGLISH =
            List.of("What shape is the %s object?", "What is the shape of the %s object?", "Which shape is %s?");
    private static final List<String> SHAPE_CHINESE = List.of("%s物体是什么形状？", "%s的物体是什么形状的？", "%s的是什么形状？");
    private static final List<String> COUNT_ENGLISH = List.of(
            "How many %s are there?",
            "How many %s are in the image?", "How many %s are in the picture?", "Count the %s.");
    private static final List<String> COUNT_CHINESE = List.of("图中有几个%s？", "图中有多少个%s？", "一共有几个%s？", "数一数有几个%s？");
    private static final List<String> PRESENT_ENGLISH =
            List.of("Is there %s?", "Is there %s in the image?", "Is there %s in the picture?", "Can you see %s?");
    private static final List<String> PRESENT_CHINESE = List.of("图中有%s吗？", "图里有没有%s？", "有%s吗？");

    private QuestionTasks() {}

    static Optional<QuestionAndAnswer> colour(Ask ask) {
        return pick(ask, object -> count(ask, other -> other.shape() == object.shape()) == 1)
                .map(object -> ask.question(
                        ask.wording(COLOUR_ENGLISH, COLOUR_CHINESE)
                                .formatted(object.shape().in(ask.language())),
                        object.colour().in(ask.language())));
    }

    static Optional<QuestionAndAnswer> shape(Ask ask) {
        return pick(ask, object -> count(ask, other -> other.colour() == object.colour()) == 1)
                .map(object -> ask.question(
                        ask.wording(SHAPE_ENGLISH, SHAPE_CHINESE)
                                .formatted(object.colour().in(ask.language())),
                        object.shape().in(ask.language())));
    }

    static Optional<QuestionAndAnswer> count(Ask ask) {
        String question = ask.wording(COUNT_ENGLISH, COUNT_CHINESE);
        boolean any = ask.scene().objects().isEmpty() || ask.dice().chance(0.1);
        double kind = ask.dice().uniform();
        if (kind < 0.5) {
            String objects = ask.english() ? "objects" : "物体";
            return Optional.of(number(ask, question.formatted(objects), object -> true));
        }
        if (kind < 0.75) {
            ShapeName shape =
                    any ? ask.dice().pick(ShapeName.values()) : pick(ask).shape();
            String name = shape.in(ask.language()) + (ask.english() ? "s" : "");
            return Optional.of(number(ask, question.formatted(name), object -> object.shape() == shape));
        }
        ColourName colour =
                any ? ask.dice().pick(ColourName.values()) : pick(ask).colour();
        String name = colour.in(ask.language()) + (ask.english() ? " objects" : "物体");
        return Optional.of(number(ask, question.formatted(name), object -> object.colour() == colour));
    }

    /** Half of the answers are no; half of these ask for the colour or the shape of an existing object. */
    static Optional<QuestionAndAnswer> yesNo(Ask ask) {
        ColourName colour = ask.dice().pick(ColourName.values());
        ShapeName shape = ask.dice().pick(ShapeName.values());
        double kind = ask.dice().uniform();
        if (kind < 0.75 && !ask.scene().objects().isEmpty()) {
            SceneObject object = pick(ask);
            colour = kind < 0.62 ? object.colour() : colour;
            shape = kind < 0.5 || kind >= 0.62 ? object.shape() : shape;
        }
        return Optional.of(present(ask, colour, shape));
    }

    private static QuestionAndAnswer present(Ask ask, ColourName colour, ShapeName shape) {
        boolean there = count(ask, object -> object.colour() == colour && object.shape() == shape) > 0;
        String name = Phrases.name(colour, shape, ask.language());
        if (ask.english()) {
            String sentence =
                    there ? "Yes, there is " + Phrases.indefinite(name) + "." : "No, there is no " + name + ".";
            String question = ask.dice().pick(PRESENT_ENGLISH).formatted(Phrases.indefinite(name));
            return ask.question(question, ask.base() ? there ? "Yes" : "No" : sentence);
        }
        String question = ask.dice().pick(PRESENT_CHINESE).formatted(name);
        String answer = there ? "有" : "没有";
        return ask.question(question, ask.base() ? answer : answer + name + "。");
    }

    private static QuestionAndAnswer number(Ask ask, String question, Predicate<SceneObject> predicate) {
        return ask.question(question, String.valueOf(count(ask, predicate)));
    }

    private static long count(Ask ask, Predicate<SceneObject> predicate) {
        return ask.scene().objects().stream().filter(predicate).count();
    }

    private static SceneObject pick(Ask ask) {
        return ask.dice().pick(ask.scene().objects());
    }

    private static Optional<SceneObject> pick(Ask ask, Predicate<SceneObject> predicate) {
        List<SceneObject> matching =
                ask.scene().objects().stream().filter(predicate).toList();
        return matching.isEmpty() ? Optional.empty() : Optional.of(ask.dice().pick(matching));
    }
}
