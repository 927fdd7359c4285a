package io.github.qwenvl4j.train.things;

import io.github.qwenvl4j.train.scenes.Dice;
import java.util.List;
import java.util.Optional;

/** Questions whose answer or subject is a place. */
final class LocatingTasks {

    /** Least distance of two centres that are left and right of each other, of the picture's side. */
    private static final double CLEAR = 0.12;

    private static final double CLEAR_OF_LINES = 0.05;
    private static final List<String> PARTS =
            List.of("top left", "top", "top right", "left", "center", "right", "bottom left", "bottom", "bottom right");
    private static final List<String> HAN_PARTS = List.of("左上", "上方", "右上", "左边", "中间", "右边", "左下", "下方", "右下");

    private LocatingTasks() {}

    static Optional<Asked> name(Topic topic) {
        if (topic.picture().items().isEmpty()) {
            return Optional.empty();
        }
        Item item = topic.dice().pick(topic.picture().items());
        String question = topic.ask("name").replace("{b}", item.box());
        boolean only = topic.picture().named(item.key()).size() == 1;
        return Optional.of(new Asked(
                ThingTask.NAME,
                question,
                topic.say(item.noun().indefinite(topic.language()), item.noun().chinese()),
                only ? item : null));
    }

    static Optional<Asked> find(Topic topic) {
        if (topic.picture().items().isEmpty()) {
            return Optional.empty();
        }
        List<Item> group = topic.dice().pick(topic.picture().groups());
        Noun noun = topic.noun(group.get(0));
        boolean several = group.size() > 1;
        String question = topic.ask(several ? "find-all" : "find", noun, several);
        return Optional.of(new Asked(
                ThingTask.FIND,
                question,
                ref(noun.definite(topic.language(), several)) + boxes(group),
                several ? null : group.get(0)));
    }

    static String ref(String name) {
        return "<ref>" + name + "</ref>";
    }

    static String boxes(List<Item> items) {
        StringBuilder text = new StringBuilder();
        items.forEach(item -> text.append(item.box()));
        return text.toString();
    }

    static Optional<Asked> absent(Topic topic) {
        Noun noun = topic.absent();
        boolean several = topic.dice().chance(0.15);
        String question = topic.ask(several ? "find-all" : "find", noun, several);
        return Optional.of(new Asked(ThingTask.ABSENT, question, nothing(topic, noun)));
    }

    static String nothing(Topic topic, Noun noun) {
        return topic.say("There is no " + noun.english() + " in the picture.", "图中没有" + noun.chinese() + "。");
    }

    static Optional<Asked> position(Topic topic) {
        List<Item> named = topic.picture().unique();
        if (named.size() < 2) {
            return Optional.empty();
        }
        Item item = topic.dice().pick(named);
        return position(topic, item, topic.noun(item), false);
    }

    /** @param again whether the item is called "it" */
    static Optional<Asked> position(Topic topic, Item item, Noun noun, boolean again) {
        List<Item> others =
                topic.picture().unique().stream().filter(other -> other != item).toList();
        if (others.isEmpty()) {
            return Optional.empty();
        }
        Dice dice = topic.dice();
        Item other = dice.pick(others);
        boolean sideways = dice.chance(0.5);
        double distance = sideways ? item.x() - other.x() : item.y() - other.y();
        if (Math.abs(distance) < CLEAR) {
            return Optional.empty();
        }
        String english = sideways ? distance < 0 ? "left" : "right" : distance < 0 ? "above" : "below";
        String chinese = sideways ? distance < 0 ? "左边" : "右边" : distance < 0 ? "上面" : "下面";
        if (again || dice.chance(0.4)) {
            boolean yes = dice.chance(0.5);
            String question = topic.ask(again ? "it-related" : "related", noun, topic.noun(other))
                    .replace("{r}", relation(topic, sideways, distance < 0 == yes));
            return Optional.of(new Asked(
                    ThingTask.POSITION,
                    question,
                    topic.say(yes ? "Yes" : "No", yes ? "是" : "不是"),
                    again ? item : null));
        }
        String question = topic.ask(sideways ? "side" : "level", noun, topic.noun(other));
        return Optional.of(new Asked(ThingTask.POSITION, question, topic.say(english, chinese), null));
    }

    private static String relation(Topic topic, boolean sideways, boolean before) {
        if (sideways) {
            return topic.say(before ? "to the left of" : "to the right of", before ? "左边" : "右边");
        }
        return topic.say(before ? "above" : "below", before ? "上面" : "下面");
    }

    static Optional<Asked> part(Topic topic) {
        List<Item> named = topic.picture().unique();
        if (named.isEmpty()) {
            return Optional.empty();
        }
        Item item = topic.dice().pick(named);
        if (nearLine(item.x()) || nearLine(item.y())) {
            return Optional.empty();
        }
        int place = (int) (item.y() * 3) * 3 + (int) (item.x() * 3);
        return Optional.of(new Asked(
                ThingTask.PART,
                topic.ask("part", topic.noun(item), false),
                topic.say(PARTS.get(place), HAN_PARTS.get(place)),
                item));
    }

    private static boolean nearLine(double value) {
        return Math.abs(value - 1 / 3.0) < CLEAR_OF_LINES || Math.abs(value - 2 / 3.0) < CLEAR_OF_LINES;
    }
}
