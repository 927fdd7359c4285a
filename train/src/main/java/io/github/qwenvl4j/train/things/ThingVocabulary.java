package io.github.qwenvl4j.train.things;

import io.github.qwenvl4j.train.sample.ChatMessage;
import io.github.qwenvl4j.train.sample.Sample;
import io.github.qwenvl4j.train.scenes.Alphabet;
import io.github.qwenvl4j.train.scenes.ColourName;
import io.github.qwenvl4j.train.scenes.SceneLanguage;
import io.github.qwenvl4j.train.scenes.ShapeName;
import io.github.qwenvl4j.train.vocabulary.BpeTrainer;
import io.github.qwenvl4j.train.vocabulary.RankedTokens;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The vocabulary of talks about things: every word is one token; words on signs are spelled. */
final class ThingVocabulary {

    private static final Pattern LEFT_OUT = Pattern.compile("<img>.*?</img>|<[^>]*>|a sign \"[^\"]*\"|写着“[^”]*”");
    private static final Pattern HAN = Pattern.compile("[^\\x00-\\x7F]");
    private static final String PUNCTUATION = "，。？：、！“”";
    private static final long FIRST = 1_000_000_000L;
    private static final int LONGEST = 15; // bytes: five Chinese characters
    private static final int LEAST = 4; // occurrences of a word in Latin letters
    private static final int TALKS = 20_000;

    private ThingVocabulary() {}

    /** @param merges number of Chinese tokens, single characters included */
    static void write(List<Sprite> sprites, int merges, Path file) {
        BpeTrainer trainer = new BpeTrainer();
        Map<String, Integer> latin = new TreeMap<>();
        TreeSet<String> han = new TreeSet<>(Alphabet.characters());
        PUNCTUATION.codePoints().mapToObj(Character::toString).forEach(han::add);
        Pattern names = names();
        TalkMaker maker = new TalkMaker(new SpriteBox(sprites, false), new TalkWordings(TalkWordings.Part.SEEN));
        for (int i = 0; i < TALKS; i++) {
            for (String text : texts(maker.make(i, 10).sample())) {
                LEFT_OUT.splitAsStream(text)
                        .flatMap(part -> BpeTrainer.cut(part).stream())
                        .filter(piece -> !piece.isBlank())
                        .forEach(piece -> {
                            if (HAN.matcher(piece).find()) {
                                names.splitAsStream(piece).forEach(part -> trainer.add(part, 1));
                                piece.codePoints().mapToObj(Character::toString).forEach(han::add);
                            } else {
                                latin.merge(piece, 1, Integer::sum);
                            }
                        });
            }
        }
        han.stream()
                .filter(character -> HAN.matcher(character).find())
                .forEach(character -> trainer.add(character, FIRST));
        latin.forEach((piece, count) -> {
            if (count >= LEAST) {
                trainer.whole(piece);
            }
        });
        RankedTokens tokens = trainer.train(merges, LONGEST);
        tokens.write(file);
    }

    private static Pattern names() {
        String names = Stream.of(
                        Things.ALL.stream()
                                .flatMap(thing -> thing.names().stream().map(Noun::chinese)),
                        Arrays.stream(ColourName.values()).map(colour -> colour.in(SceneLanguage.CHINESE)),
                        Arrays.stream(ShapeName.values()).map(shape -> shape.in(SceneLanguage.CHINESE)))
                .flatMap(part -> part)
                .sorted(Comparator.comparing(String::length).reversed())
                .collect(Collectors.joining("|", "(", ")"));
        return Pattern.compile("(?<=%s)|(?=%s)".formatted(names, names));
    }

    /** Texts of reading tasks are not words. */
    private static List<String> texts(Sample sample) {
        if (sample instanceof Sample.Completion completion) {
            return completion.task().equals(ThingTask.READ.label())
                    ? List.of(completion.prompt())
                    : List.of(completion.prompt(), completion.completion());
        }
        List<ChatMessage> messages = ((Sample.Chat) sample).conversations();
        return messages.stream()
                .map(ChatMessage::value)
                .filter(text -> text.length() > 8 || HAN.matcher(text).find() || text.contains(" "))
                .toList();
    }
}
