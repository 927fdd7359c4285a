package io.github.qwenvl4j.train.scenes;

import java.util.List;
import java.util.Optional;

/** Questions about two pictures, which are identified by their numbers. */
final class CompareTasks {

    private static final List<String> MORE_ENGLISH =
            List.of("Which picture has more objects?", "Which image has more objects?");
    private static final List<String> MORE_CHINESE = List.of("哪张图的物体更多？", "哪张图片里的物体更多？");
    private static final List<String> HAS_ENGLISH = List.of("Which picture has %s?", "In which picture is there %s?");
    private static final List<String> HAS_CHINESE = List.of("哪张图里有%s？", "哪张图片有%s？");

    private CompareTasks() {}

    /**
     * @param ask about the first picture
     * @return a question to which exactly one of the pictures is the answer, or empty
     */
    static Optional<QuestionAndAnswer> compare(Ask ask, Scene second) {
        Scene first = ask.scene();
        if (first.objects().isEmpty() || second.objects().isEmpty()) {
            return Optional.empty();
        }
        double kind = ask.dice().uniform();
        if (kind < 0.4) {
            int more = Integer.compare(first.objects().size(), second.objects().size());
            return more == 0
                    ? Optional.empty()
                    : Optional.of(ask.question(ask.wording(MORE_ENGLISH, MORE_CHINESE), picture(ask, more > 0)));
        }
        return kind < 0.8 ? has(ask, second) : number(ask, second);
    }

    private static Optional<QuestionAndAnswer> has(Ask ask, Scene second) {
        boolean inFirst = ask.dice().chance(0.5);
        Scene holder = inFirst ? ask.scene() : second;
        Scene other = inFirst ? second : ask.scene();
        SceneObject object = ask.dice().pick(holder.objects());
        if (other.objects().stream().anyMatch(object::hasNameOf)) {
            return Optional.empty();
        }
        String name = Phrases.name(object, ask.language());
        String question =
                ask.wording(HAS_ENGLISH, HAS_CHINESE).formatted(ask.english() ? Phrases.indefinite(name) : name);
        return Optional.of(ask.question(question, picture(ask, inFirst)));
    }

    private static Optional<QuestionAndAnswer> number(Ask ask, Scene second) {
        boolean inFirst = ask.dice().chance(0.5);
        String question = ask.english() ? "How many objects are in %s?" : "%s有几个物体？";
        int count = (inFirst ? ask.scene() : second).objects().size();
        return Optional.of(ask.question(question.formatted(picture(ask, inFirst)), String.valueOf(count)));
    }

    private static String picture(Ask ask, boolean first) {
        if (ask.english()) {
            return first ? "Picture 1" : "Picture 2";
        }
        return first ? "第一张图" : "第二张图";
    }
}
