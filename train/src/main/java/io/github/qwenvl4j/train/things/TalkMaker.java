package io.github.qwenvl4j.train.things;

import io.github.qwenvl4j.family.qwenvl.text.RawPrompt;
import io.github.qwenvl4j.train.sample.ChatMessage;
import io.github.qwenvl4j.train.sample.Sample;
import io.github.qwenvl4j.train.scenes.Dice;
import io.github.qwenvl4j.train.scenes.SceneLanguage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Writes talks about pictures, for training. Not thread-safe. */
final class TalkMaker {

    private static final int ATTEMPTS = 60;
    private static final int MOST_ITEMS = 7;
    private static final int SHORT = 14; // characters

    /** How often a task is asked. */
    private static final Map<ThingTask, Double> WEIGHTS = Map.ofEntries(
            Map.entry(ThingTask.NAME, 1.2),
            Map.entry(ThingTask.FIND, 2.2),
            Map.entry(ThingTask.CAPTION, 0.5),
            Map.entry(ThingTask.CAPTION_BOXES, 0.7),
            Map.entry(ThingTask.COUNT, 1.6),
            Map.entry(ThingTask.COLOUR, 0.9),
            Map.entry(ThingTask.SHAPE, 0.9),
            Map.entry(ThingTask.POSITION, 1.7),
            Map.entry(ThingTask.PART, 0.7),
            Map.entry(ThingTask.PRESENT, 1.0),
            Map.entry(ThingTask.ABSENT, 0.6),
            Map.entry(ThingTask.UNKNOWN, 0.5),
            Map.entry(ThingTask.READ, 3.0),
            Map.entry(ThingTask.LIST, 0.7),
            Map.entry(ThingTask.CHOOSE, 0.7),
            Map.entry(ThingTask.JSON, 1.0));

    private static final List<ThingTask> TASKS =
            WEIGHTS.keySet().stream().sorted().toList();
    private static final double ALL =
            WEIGHTS.values().stream().mapToDouble(Double::doubleValue).sum();

    private final SpriteBox sprites;
    private final TalkWordings wordings;

    TalkMaker(SpriteBox sprites, TalkWordings wordings) {
        this.sprites = sprites;
        this.wordings = wordings;
    }

    /** A talk, and the pictures that it names by their numbers, from 0. */
    record Talk(Sample sample, List<ThingPicture> pictures) {}

    /** @param turns at most */
    Talk make(long seed, int turns) {
        Dice dice = new Dice(seed);
        SceneLanguage language = dice.pick(SceneLanguage.values());
        double kind = dice.uniform();
        if (kind < 0.12) {
            return compare(seed, language, Math.min(turns, dice.whole(1, 6)), dice);
        }
        if (kind < 0.17) {
            return textOnly(seed, language, dice);
        }
        ThingPicture picture = PictureMaker.make(sprites, 0.35, MOST_ITEMS, dice);
        Topic topic = new Topic(picture, language, wordings, dice);
        if (kind < 0.27) {
            Optional<Asked> only = drawTask(dice).write(topic);
            if (only.isPresent()) {
                return new Talk(BaseForm.of(String.valueOf(seed), only.get(), topic), List.of(picture));
            }
        }
        return talk(seed, topic, dice.whole(1, turns));
    }

    private Talk talk(long seed, Topic topic, int turns) {
        List<Asked> exchanges = new ArrayList<>();
        Item subject = null;
        for (int attempt = 0; attempt < ATTEMPTS && exchanges.size() < turns; attempt++) {
            Optional<Asked> next = next(topic, subject);
            if (next.isPresent() && isNew(next.get(), exchanges)) {
                exchanges.add(next.get());
                subject = next.get().subject();
            }
        }
        String before = RawPrompt.pictures(List.of("0"));
        return exchanges.isEmpty()
                ? make(seed + 1_000_003, turns)
                : new Talk(chat(seed, before, exchanges, topic.dice()), List.of(topic.picture()));
    }

    /** Answers are not copied from earlier ones, unless they are short. */
    private static boolean isNew(Asked next, List<Asked> before) {
        boolean longAnswer = next.answer().length() > SHORT;
        return next.task() == ThingTask.REFERENCE
                || before.stream()
                        .noneMatch(old -> old.question().equals(next.question())
                                || longAnswer && old.answer().equals(next.answer()));
    }

    private Optional<Asked> next(Topic topic, Item subject) {
        if (subject != null && topic.dice().chance(0.22)) {
            return FollowUps.about(subject, topic);
        }
        return drawTask(topic.dice()).write(topic).map(asked -> PublishedPrompts.sometimes(asked, topic));
    }

    private static ThingTask drawTask(Dice dice) {
        double left = dice.uniform() * ALL;
        for (ThingTask task : TASKS) {
            left -= WEIGHTS.get(task);
            if (left < 0) {
                return task;
            }
        }
        return ThingTask.FIND;
    }

    private Talk compare(long seed, SceneLanguage language, int turns, Dice dice) {
        ThingPicture first = PictureMaker.make(sprites, 0, 5, dice);
        ThingPicture second = second(first, sprites, dice);
        Topic topic = new Topic(first, language, wordings, dice);
        List<Asked> exchanges = new ArrayList<>();
        for (int attempt = 0; attempt < ATTEMPTS && exchanges.size() < turns; attempt++) {
            TwoPictures.compare(topic, second)
                    .filter(next -> isNew(next, exchanges))
                    .ifPresent(exchanges::add);
        }
        return exchanges.isEmpty()
                ? make(seed + 1_000_003, turns)
                : new Talk(chat(seed, RawPrompt.pictures(List.of("0", "1")), exchanges, dice), List.of(first, second));
    }

    /** A second picture, which mostly has something in common with the first. */
    static ThingPicture second(ThingPicture first, SpriteBox sprites, Dice dice) {
        List<Item> shared =
                dice.chance(0.6) && !first.items().isEmpty() ? List.of(dice.pick(first.items())) : List.of();
        return PictureMaker.with(shared, sprites, 4, dice);
    }

    private Talk textOnly(long seed, SceneLanguage language, Dice dice) {
        Topic topic = new Topic(null, language, wordings, dice);
        List<Asked> exchanges = new ArrayList<>();
        int turns = dice.whole(1, 4);
        for (int i = 0; i < turns; i++) {
            exchanges.add(withoutPicture(topic));
        }
        return new Talk(chat(seed, "", exchanges, dice), List.of());
    }

    private static Asked withoutPicture(Topic topic) {
        return switch (topic.dice().whole(0, 2)) {
            case 0 -> SmallTalk.write(topic);
            case 1 -> SmallTalk.withoutPicture(topic);
            default -> ThingTask.TEXT.write(topic).orElseThrow();
        };
    }

    private static Sample.Chat chat(long seed, String before, List<Asked> exchanges, Dice dice) {
        boolean careless = dice.chance(0.2);
        return chat(
                String.valueOf(seed), before, exchanges, question -> careless ? careless(question, dice) : question);
    }

    /** A talk in careful writing. */
    static Sample.Chat plain(String before, List<Asked> exchanges) {
        return chat("", before, exchanges, question -> question);
    }

    private static Sample.Chat chat(String id, String before, List<Asked> exchanges, UnaryOperator<String> writing) {
        List<ChatMessage> messages = new ArrayList<>();
        for (Asked exchange : exchanges) {
            messages.add(ChatMessage.user((messages.isEmpty() ? before : "") + writing.apply(exchange.question())));
            messages.add(ChatMessage.assistant(exchange.answer()));
        }
        return new Sample.Chat(id, exchanges.get(exchanges.size() - 1).task().label(), messages);
    }

    /** As people type: without a capital letter, without the final mark. */
    private static String careless(String question, Dice dice) {
        String text = question;
        if (dice.chance(0.6)) {
            text = text.substring(0, 1).toLowerCase(Locale.ROOT) + text.substring(1);
        }
        return dice.chance(0.6) ? text.replaceAll("[.?。？]$", "") : text;
    }
}
