package io.github.qwenvl4j.train.things;

import io.github.qwenvl4j.train.scenes.ColourName;
import io.github.qwenvl4j.train.scenes.Dice;
import io.github.qwenvl4j.train.scenes.ShapeName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Questions whose answer is a name, a number, yes or no, or a text. */
final class NamingTasks {

    private NamingTasks() {}

    static Optional<Asked> caption(Topic topic) {
        return caption(topic, "caption", ThingTask.CAPTION, false);
    }

    static Optional<Asked> boxes(Topic topic) {
        return caption(topic, "boxes", ThingTask.CAPTION_BOXES, true);
    }

    private static Optional<Asked> caption(Topic topic, String wording, ThingTask task, boolean boxes) {
        List<String> names = new ArrayList<>();
        for (List<Item> group : topic.picture().groups()) {
            String name = group.get(0).noun().counted(group.size(), topic.language());
            names.add(boxes ? LocatingTasks.ref(name) + LocatingTasks.boxes(group) : name);
        }
        topic.picture().sign().ifPresent(sign -> {
            String name = topic.say("a sign \"" + sign.text() + "\"", "一个写着“" + sign.text() + "”的牌子");
            Item place = new Item(null, ColourName.RED, ShapeName.CIRCLE, sign.bounds());
            names.add(boxes ? LocatingTasks.ref(name) + place.box() : name);
        });
        return names.isEmpty() ? Optional.empty() : Optional.of(new Asked(task, topic.ask(wording), topic.list(names)));
    }

    static Optional<Asked> count(Topic topic) {
        Dice dice = topic.dice();
        List<List<Item>> groups = topic.picture().groups();
        double kind = dice.uniform();
        if (kind < 0.25 || groups.isEmpty()) {
            Noun noun = dice.chance(0.5) ? Noun.THING : Noun.OBJECT;
            return number(topic, noun, topic.picture().items().size(), null);
        }
        if (kind < 0.35) {
            return number(topic, topic.absent(), 0, null);
        }
        ShapeName shape = dice.pick(ShapeName.values());
        if (kind < 0.45 && topic.picture().items().stream().anyMatch(item -> item.shape() == shape)) {
            long shapes = topic.picture().items().stream()
                    .filter(item -> item.shape() == shape)
                    .count();
            return number(topic, Noun.of(shape), (int) shapes, null);
        }
        List<Item> group = dice.pick(groups);
        for (int i = 0; i < 2 && group.size() == 1; i++) {
            group = dice.pick(groups);
        }
        return number(topic, topic.noun(group.get(0)), group.size(), group.size() == 1 ? group.get(0) : null);
    }

    private static Optional<Asked> number(Topic topic, Noun noun, int count, Item only) {
        return Optional.of(new Asked(ThingTask.COUNT, topic.ask("count", noun, true), String.valueOf(count), only));
    }

    static Optional<Asked> colour(Topic topic) {
        List<Item> shapes = topic.picture().items().stream()
                .filter(item -> item.isShape() && oneShape(topic, item.shape()))
                .toList();
        if (shapes.isEmpty()) {
            return Optional.empty();
        }
        Item item = topic.dice().pick(shapes);
        return Optional.of(new Asked(
                ThingTask.COLOUR,
                topic.ask("colour", Noun.of(item.shape()), false),
                item.colour().in(topic.language()),
                item));
    }

    private static boolean oneShape(Topic topic, ShapeName shape) {
        return topic.picture().items().stream()
                        .filter(item -> item.shape() == shape)
                        .count()
                == 1;
    }

    /** Whether its colour tells it from everything else. */
    static boolean isShapeOfOwnColour(Topic topic, Item item) {
        return item.isShape()
                && topic.picture().items().stream()
                                .filter(other -> other.colour() == item.colour())
                                .count()
                        == 1;
    }

    static Optional<Asked> shape(Topic topic) {
        List<Item> shapes = topic.picture().items().stream()
                .filter(item -> isShapeOfOwnColour(topic, item))
                .toList();
        if (shapes.isEmpty()) {
            return Optional.empty();
        }
        Item item = topic.dice().pick(shapes);
        return Optional.of(new Asked(
                ThingTask.SHAPE,
                topic.ask("shape").replace("{c}", item.colour().in(topic.language())),
                item.shape().in(topic.language()),
                item));
    }

    static Optional<Asked> present(Topic topic) {
        boolean yes = topic.dice().chance(0.5) && !topic.picture().items().isEmpty();
        List<Item> group = yes ? topic.dice().pick(topic.picture().groups()) : List.of();
        Noun noun = yes ? topic.noun(group.get(0)) : topic.absent();
        String answer = yes
                ? topic.say("Yes, there is " + noun.indefinite(topic.language()) + ".", "有" + noun.chinese() + "。")
                : topic.say("No, there is no " + noun.english() + ".", "没有" + noun.chinese() + "。");
        return Optional.of(new Asked(
                ThingTask.PRESENT, topic.ask("present", noun, false), answer, group.size() == 1 ? group.get(0) : null));
    }

    static Optional<Asked> unknown(Topic topic) {
        if (topic.picture().items().isEmpty()) {
            return Optional.empty();
        }
        Item item = topic.dice().pick(topic.picture().items());
        return Optional.of(new Asked(
                ThingTask.UNKNOWN,
                topic.ask("unknown", topic.noun(item), false),
                topic.say("I cannot tell from the picture.", "从图中看不出来。")));
    }

    static Optional<Asked> read(Topic topic) {
        return topic.picture().sign().map(sign -> new Asked(ThingTask.READ, topic.ask("read"), sign.text()));
    }

    static Optional<Asked> list(Topic topic) {
        if (topic.picture().items().isEmpty()) {
            return Optional.empty();
        }
        List<String> names = topic.picture().groups().stream()
                .map(group -> group.get(0).noun().in(topic.language()))
                .toList();
        return Optional.of(new Asked(ThingTask.LIST, topic.ask("list"), String.join(topic.say(", ", "、"), names)));
    }

    static Optional<Asked> choose(Topic topic) {
        List<Item> unique = topic.picture().unique();
        if (unique.isEmpty()) {
            return Optional.empty();
        }
        Item item = topic.dice().pick(unique);
        int right = topic.dice().whole(0, 2);
        List<String> options = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            Noun noun = i == right ? item.noun() : topic.absent();
            options.add(topic.say(noun.indefinite(topic.language()), noun.chinese()));
        }
        if (options.stream().distinct().count() < 3) {
            return Optional.empty();
        }
        String question = topic.ask("choose").replace("{o}", topic.list(options, topic.say(" or ", "还是")));
        return Optional.of(new Asked(ThingTask.CHOOSE, question, options.get(right), item));
    }

    static Optional<Asked> translation(Topic topic) {
        Noun noun = topic.dice().chance(0.8)
                ? topic.dice().pick(Things.ALL).noun()
                : Noun.of(topic.dice().pick(ColourName.values()), topic.dice().pick(ShapeName.values()));
        String question = topic.ask("text").replace("{zh}", noun.chinese()).replace("{en}", noun.english());
        return Optional.of(new Asked(ThingTask.TEXT, question, noun.in(topic.language())));
    }
}
