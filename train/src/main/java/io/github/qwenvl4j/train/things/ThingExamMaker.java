package io.github.qwenvl4j.train.things;

import io.github.qwenvl4j.family.qwenvl.text.RawPrompt;
import io.github.qwenvl4j.train.scenes.Dice;
import io.github.qwenvl4j.train.scenes.SceneLanguage;
import io.github.qwenvl4j.train.things.TalkMaker.Talk;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * Writes the questions of an exam, of pictures that training never draws. A sample's id is
 * {@code row/task/language/number}, its task in a file {@code row/task/language}; the question that is asked is the last one.
 */
final class ThingExamMaker {

    private static final List<ThingTask> MIXED = List.of(
            ThingTask.NAME,
            ThingTask.FIND,
            ThingTask.COUNT,
            ThingTask.COLOUR,
            ThingTask.SHAPE,
            ThingTask.POSITION,
            ThingTask.PRESENT);
    private static final int MOST_ITEMS = 6;
    private static final int TURNS = 10;
    private static final long HELD_OUT = 1L << 60; // seeds of training are smaller

    private final SpriteBox seen;
    private final SpriteBox heldOut;
    private final int count;

    ThingExamMaker(List<Sprite> sprites, int count) {
        this.seen = new SpriteBox(sprites, false);
        this.heldOut = new SpriteBox(sprites, true);
        this.count = count;
    }

    /** @param out receives the id and the talk of each question */
    void make(BiConsumer<String, Talk> out) {
        TalkWordings usual = new TalkWordings(TalkWordings.Part.SEEN);
        for (ThingTask task : ThingTask.values()) {
            if (task != ThingTask.REFERENCE) {
                write(task.label(), task, usual, seen, out);
            }
        }
        write("name_held_out_style", ThingTask.NAME, usual, heldOut, out);
        write("find_held_out_style", ThingTask.FIND, usual, heldOut, out);
        mixed("seen_wording", usual, out);
        mixed("held_out_wording", new TalkWordings(TalkWordings.Part.HELD_OUT), out);
        turns(usual, out);
    }

    private void mixed(String row, TalkWordings wordings, BiConsumer<String, Talk> out) {
        for (int i = 0; i < count; i++) {
            ThingTask task = MIXED.get(i % MIXED.size());
            one(row, task, i / MIXED.size() % 2, i, wordings, seen, out);
        }
    }

    private void write(
            String row, ThingTask task, TalkWordings wordings, SpriteBox sprites, BiConsumer<String, Talk> out) {
        for (int i = 0; i < count; i++) {
            one(row, task, i % 2, i, wordings, sprites, out);
        }
    }

    private void one(
            String row,
            ThingTask task,
            int language,
            int number,
            TalkWordings wordings,
            SpriteBox sprites,
            BiConsumer<String, Talk> out) {
        SceneLanguage spoken = SceneLanguage.values()[language];
        // The two rows about wordings ask about the same pictures.
        long place = row.endsWith("wording") ? 1000 : row.hashCode() & 0xFFFFL;
        Dice dice = new Dice(HELD_OUT + place * 1_000_003 + number);
        Talk talk = task == ThingTask.TWO_PICTURES
                ? compare(spoken, wordings, sprites, dice)
                : single(task, spoken, wordings, sprites, dice);
        out.accept(id(row, task, spoken, number), talk);
    }

    private static String id(String row, ThingTask task, SceneLanguage language, int number) {
        return row + "/" + task.label() + "/" + language.name().toLowerCase(Locale.ROOT) + "/" + number;
    }

    private static Talk single(
            ThingTask task, SceneLanguage language, TalkWordings wordings, SpriteBox sprites, Dice dice) {
        while (true) {
            ThingPicture picture =
                    PictureMaker.make(sprites, task == ThingTask.READ ? 1 : 0.1, MOST_ITEMS, new Dice(dice.next()));
            Topic topic = new Topic(picture, language, wordings, new Dice(dice.next()));
            Optional<Asked> exchange = task.write(topic).filter(asked -> isThing(task, picture));
            if (exchange.isPresent()) {
                String before = task == ThingTask.TEXT ? "" : RawPrompt.pictures(List.of("0"));
                return new Talk(TalkMaker.plain(before, List.of(exchange.get())), List.of(picture));
            }
        }
    }

    /** Names are asked of things, as coloured shapes have rows of their own. */
    private static boolean isThing(ThingTask task, ThingPicture picture) {
        return task != ThingTask.NAME || picture.items().stream().noneMatch(Item::isShape);
    }

    private static Talk compare(SceneLanguage language, TalkWordings wordings, SpriteBox sprites, Dice dice) {
        while (true) {
            ThingPicture first = PictureMaker.make(sprites, 0, 5, dice);
            ThingPicture second = TalkMaker.second(first, sprites, dice);
            Topic topic = new Topic(first, language, wordings, dice);
            Optional<Asked> exchange = TwoPictures.compare(topic, second);
            if (exchange.isPresent()) {
                return new Talk(
                        TalkMaker.plain(RawPrompt.pictures(List.of("0", "1")), List.of(exchange.get())),
                        List.of(first, second));
            }
        }
    }

    /** The same questions, asked first and as the tenth. */
    private void turns(TalkWordings wordings, BiConsumer<String, Talk> out) {
        List<Runnable> tenth = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            SceneLanguage language = SceneLanguage.values()[i % 2];
            ThingTask task = MIXED.get(i % MIXED.size());
            int number = i;
            List<Asked> exchanges = List.of();
            ThingPicture picture = null;
            for (long seed = HELD_OUT + 77_000_003L * (i + 1); exchanges.size() < TURNS; seed++) {
                Dice dice = new Dice(seed);
                picture = PictureMaker.make(seen, 0.2, MOST_ITEMS, dice);
                exchanges = conversation(task, new Topic(picture, language, wordings, dice));
            }
            List<ThingPicture> pictures = List.of(picture);
            String before = RawPrompt.pictures(List.of("0"));
            Talk first = new Talk(TalkMaker.plain(before, exchanges.subList(TURNS - 1, TURNS)), pictures);
            Talk last = new Talk(TalkMaker.plain(before, exchanges), pictures);
            out.accept(id("first_turn", task, language, number), first);
            tenth.add(() -> out.accept(id("tenth_turn", task, language, number), last));
        }
        tenth.forEach(Runnable::run);
    }

    private static List<Asked> conversation(ThingTask last, Topic topic) {
        List<Asked> exchanges = new ArrayList<>();
        for (int attempt = 0; attempt < 200 && exchanges.size() < TURNS - 1; attempt++) {
            topic.dice()
                    .pick(MIXED)
                    .write(topic)
                    .filter(asked ->
                            exchanges.stream().noneMatch(old -> old.question().equals(asked.question())))
                    .ifPresent(exchanges::add);
        }
        last.write(topic)
                .filter(asked -> exchanges.stream()
                        .noneMatch(old -> old.answer().equals(asked.answer()) && old.task() == asked.task()))
                .ifPresent(exchanges::add);
        return exchanges;
    }
}
