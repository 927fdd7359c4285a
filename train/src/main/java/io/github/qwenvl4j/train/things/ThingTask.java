package io.github.qwenvl4j.train.things;

import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** The tasks about pictures of things. */
public enum ThingTask {
    NAME(LocatingTasks::name),
    FIND(LocatingTasks::find),
    CAPTION(NamingTasks::caption),
    CAPTION_BOXES(NamingTasks::boxes),
    COUNT(NamingTasks::count),
    COLOUR(NamingTasks::colour),
    SHAPE(NamingTasks::shape),
    POSITION(LocatingTasks::position),
    PART(LocatingTasks::part),
    PRESENT(NamingTasks::present),
    ABSENT(LocatingTasks::absent),
    UNKNOWN(NamingTasks::unknown),
    READ(NamingTasks::read),
    LIST(NamingTasks::list),
    CHOOSE(NamingTasks::choose),
    JSON(JsonTasks::json),
    /** A question that refers to the one before. */
    REFERENCE(topic -> Optional.empty()),
    /** A question about two pictures. */
    TWO_PICTURES(topic -> Optional.empty()),
    /** No picture at all. */
    TEXT(NamingTasks::translation);

    private final Function<Topic, Optional<Asked>> writer;

    ThingTask(Function<Topic, Optional<Asked>> writer) {
        this.writer = writer;
    }

    /** Empty if the picture does not suit the task. */
    Optional<Asked> write(Topic topic) {
        return writer.apply(topic);
    }

    /** The name in files and scores: {@code caption_boxes}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
