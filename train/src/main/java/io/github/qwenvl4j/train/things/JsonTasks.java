package io.github.qwenvl4j.train.things;

import io.github.qwenvl4j.grounding.Box;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Questions that ask for JSON. */
final class JsonTasks {

    private JsonTasks() {}

    static Optional<Asked> json(Topic topic) {
        if (topic.picture().items().isEmpty()) {
            return Optional.empty();
        }
        return switch (topic.dice().whole(0, 4)) {
            case 0 -> count(topic);
            case 1 -> box(topic);
            case 2 -> list(topic);
            case 3 -> present(topic);
            default -> shape(topic);
        };
    }

    private static Optional<Asked> count(Topic topic) {
        List<Item> group = topic.dice().pick(topic.picture().groups());
        Noun noun = group.get(0).noun();
        return write(topic, topic.ask("count", noun, true), counted(topic, group), "name, count");
    }

    private static String counted(Topic topic, List<Item> group) {
        return "{\"name\": \"%s\", \"count\": %d}".formatted(group.get(0).noun().in(topic.language()), group.size());
    }

    private static Optional<Asked> box(Topic topic) {
        List<Item> unique = topic.picture().unique();
        if (unique.isEmpty()) {
            return Optional.empty();
        }
        Item item = topic.dice().pick(unique);
        Box box = item.mark();
        String answer = "{\"name\": \"%s\", \"box\": [%d, %d, %d, %d]}"
                .formatted(item.noun().in(topic.language()), box.x1(), box.y1(), box.x2(), box.y2());
        return write(topic, topic.ask("find", item.noun(), false), answer, "name, box");
    }

    private static Optional<Asked> list(Topic topic) {
        String things = topic.picture().groups().stream()
                .map(group -> counted(topic, group))
                .collect(Collectors.joining(", "));
        return write(topic, topic.ask("list"), "{\"things\": [" + things + "]}", "things: name, count");
    }

    private static Optional<Asked> present(Topic topic) {
        boolean yes = topic.dice().chance(0.5);
        Noun noun = yes ? topic.dice().pick(topic.picture().items()).noun() : topic.absent();
        String answer = "{\"name\": \"%s\", \"present\": %b}".formatted(noun.in(topic.language()), yes);
        return write(topic, topic.ask("present", noun, false), answer, "name, present");
    }

    private static Optional<Asked> shape(Topic topic) {
        List<Item> shapes = topic.picture().unique().stream()
                .filter(item -> NamingTasks.isShapeOfOwnColour(topic, item))
                .toList();
        if (shapes.isEmpty()) {
            return Optional.empty();
        }
        Item item = topic.dice().pick(shapes);
        String answer = "{\"shape\": \"%s\", \"color\": \"%s\"}"
                .formatted(item.shape().in(topic.language()), item.colour().in(topic.language()));
        String question = topic.ask("shape").replace("{c}", item.colour().in(topic.language()));
        return write(topic, question, answer, "shape, color");
    }

    private static Optional<Asked> write(Topic topic, String question, String answer, String fields) {
        String request = topic.ask("json");
        boolean named = topic.dice().chance(0.6);
        String text = topic.english()
                ? question + " " + request + (named ? " Fields: " + fields + "." : "")
                : question + request + (named ? "字段：" + fields + "。" : "");
        return Optional.of(new Asked(ThingTask.JSON, text, answer));
    }
}
