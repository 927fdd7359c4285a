package io.github.qwenvl4j.train.things;

import java.util.List;
import java.util.Optional;

/** Questions that refer to the subject of the one before: "And its colour?" */
final class FollowUps {

    private FollowUps() {}

    /** Empty if the picture does not suit it. */
    static Optional<Asked> about(Item item, Topic topic) {
        return switch (topic.dice().whole(0, item.isShape() ? 3 : 2)) {
            case 0 ->
                Optional.of(exchange(
                        topic.ask("it-where"),
                        LocatingTasks.ref(item.noun().definite(topic.language(), false))
                                + LocatingTasks.boxes(List.of(item)),
                        item));
            case 1 -> Optional.of(exchange(topic.ask("it-count"), "1", item));
            case 2 ->
                LocatingTasks.position(topic, item, item.noun(), true)
                        .map(asked -> exchange(asked.question(), asked.answer(), item));
            default ->
                Optional.of(exchange(topic.ask("it-colour"), item.colour().in(topic.language()), item));
        };
    }

    private static Asked exchange(String question, String answer, Item item) {
        return new Asked(ThingTask.REFERENCE, question, answer, item);
    }
}
