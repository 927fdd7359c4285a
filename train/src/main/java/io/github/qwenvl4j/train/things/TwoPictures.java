package io.github.qwenvl4j.train.things;

import java.util.List;
import java.util.Optional;

/** Questions about two pictures. */
final class TwoPictures {

    private TwoPictures() {}

    /** @param first about the first picture */
    static Optional<Asked> compare(Topic first, ThingPicture second) {
        return switch (first.dice().whole(0, 3)) {
            case 0 -> more(first, second);
            case 1 -> holds(first, second);
            case 2 -> both(first, second);
            default -> number(first, second);
        };
    }

    private static Optional<Asked> more(Topic first, ThingPicture second) {
        int difference = first.picture().items().size() - second.items().size();
        Noun noun = first.dice().chance(0.5) ? Noun.THING : Noun.OBJECT;
        return difference == 0
                ? Optional.empty()
                : exchange(first.ask("more", noun, true), picture(first, difference > 0));
    }

    private static Optional<Asked> holds(Topic first, ThingPicture second) {
        boolean inFirst = first.dice().chance(0.5);
        ThingPicture holder = inFirst ? first.picture() : second;
        ThingPicture other = inFirst ? second : first.picture();
        if (holder.items().isEmpty()) {
            return Optional.empty();
        }
        Item item = first.dice().pick(holder.items());
        return other.named(item.key()).isEmpty()
                ? exchange(first.ask("holds", first.noun(item), false), picture(first, inFirst))
                : Optional.empty();
    }

    private static Optional<Asked> both(Topic first, ThingPicture second) {
        List<Item> shared = first.picture().groups().stream()
                .map(group -> group.get(0))
                .filter(item -> !second.named(item.key()).isEmpty())
                .toList();
        if (shared.size() != 1) {
            return Optional.empty();
        }
        Noun noun = shared.get(0).noun();
        return exchange(first.ask("both"), first.say(noun.indefinite(first.language()), noun.chinese()));
    }

    private static Optional<Asked> number(Topic first, ThingPicture second) {
        boolean inFirst = first.dice().chance(0.5);
        ThingPicture picture = inFirst ? first.picture() : second;
        boolean all = picture.items().isEmpty() || first.dice().chance(0.4);
        List<Item> group = all ? picture.items() : first.dice().pick(picture.groups());
        Noun noun = all ? Noun.THING : first.noun(group.get(0));
        return exchange(
                first.ask("count-in", noun, true).replace("{p}", picture(first, inFirst)),
                String.valueOf(group.size()));
    }

    private static Optional<Asked> exchange(String question, String answer) {
        return Optional.of(new Asked(ThingTask.TWO_PICTURES, question, answer));
    }

    private static String picture(Topic topic, boolean first) {
        return topic.say(first ? "Picture 1" : "Picture 2", first ? "第一张图" : "第二张图");
    }
}
