package io.github.qwenvl4j.train.vocabulary;

import io.github.qwenvl4j.train.sample.Sample;
import io.github.qwenvl4j.train.scenes.Alphabet;
import io.github.qwenvl4j.train.scenes.ColourName;
import io.github.qwenvl4j.train.scenes.SampleForm;
import io.github.qwenvl4j.train.scenes.SceneLanguage;
import io.github.qwenvl4j.train.scenes.SceneOptions;
import io.github.qwenvl4j.train.scenes.SceneTasks;
import io.github.qwenvl4j.train.scenes.ShapeName;
import io.github.qwenvl4j.train.scenes.Split;
import io.github.qwenvl4j.train.scenes.TaskKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The vocabulary of the scene tasks: every word of their prompts and every Chinese character of the signs is one token;
 * Latin words on signs are spelled letter by letter.
 */
public final class SceneVocabulary {

    /** Number of Chinese tokens, including single characters, that suits the prompts. */
    public static final int MERGES = 640;

    /** Text that becomes no token: pictures, tags, and the text of signs. */
    private static final Pattern LEFT_OUT = Pattern.compile("<img>.*?</img>|<[^>]*>|\"[^\"]*\"|“[^”]*”");

    private static final Pattern HAN = Pattern.compile("[^\\x00-\\x7F]");
    /** Splits text so that no token spans two names. */
    private static final Pattern NAMES = aroundNames();

    private static final String PUNCTUATION = "，。？：、！“”";
    private static final Set<TaskKind> READING = Set.of(TaskKind.OCR, TaskKind.OCR_GROUNDING);
    /** Three Chinese characters in UTF-8; longer tokens would be whole phrases. */
    private static final int LONGEST = 9;

    private static final long FIRST = 1_000_000_000L;
    private static final int SEEDS = 400;

    private SceneVocabulary() {}

    /**
     * Trains the vocabulary on 400 seeds of each task.
     *
     * @param merges number of Chinese tokens, including single characters
     */
    public static RankedTokens train(int merges) {
        BpeTrainer trainer = new BpeTrainer();
        TreeSet<String> latin = new TreeSet<>();
        TreeSet<String> han = new TreeSet<>();
        Alphabet.characters().forEach(han::add);
        PUNCTUATION.codePoints().mapToObj(Character::toString).forEach(han::add);
        for (String text : corpus()) {
            LEFT_OUT.splitAsStream(text)
                    .flatMap(part -> BpeTrainer.cut(part).stream())
                    .filter(piece -> !piece.isBlank())
                    .forEach(piece -> {
                        if (HAN.matcher(piece).find()) {
                            NAMES.splitAsStream(piece).forEach(part -> trainer.add(part, 1));
                            piece.codePoints().mapToObj(Character::toString).forEach(han::add);
                        } else {
                            latin.add(piece);
                        }
                    });
        }
        han.stream()
                .filter(character -> HAN.matcher(character).find())
                .forEach(character -> trainer.add(character, FIRST));
        latin.forEach(trainer::whole);
        return trainer.train(merges, LONGEST);
    }

    /** The boundaries of Chinese names of colours and shapes. */
    private static Pattern aroundNames() {
        String names = Stream.concat(
                        Arrays.stream(ColourName.values()).map(colour -> colour.in(SceneLanguage.CHINESE)),
                        Arrays.stream(ShapeName.values()).map(shape -> shape.in(SceneLanguage.CHINESE)))
                .collect(Collectors.joining("|", "(", ")"));
        return Pattern.compile("(?<=%s)|(?=%s)".formatted(names, names));
    }

    private static List<String> corpus() {
        List<String> texts = new ArrayList<>();
        SceneTasks tasks = new SceneTasks(SceneOptions.objects(), Split.TRAINING);
        for (TaskKind kind : TaskKind.values()) {
            for (SceneLanguage language : SceneLanguage.values()) {
                for (SampleForm form : SampleForm.values()) {
                    for (long seed = 0; seed < SEEDS; seed++) {
                        add(tasks.sample(kind, language, form, seed), !READING.contains(kind), texts);
                    }
                }
            }
        }
        return texts;
    }

    private static void add(Sample sample, boolean withAnswers, List<String> texts) {
        if (sample instanceof Sample.Completion completion) {
            texts.add(completion.prompt());
            texts.add(withAnswers ? completion.completion() : "");
        } else if (sample instanceof Sample.Chat conversation) {
            conversation.conversations().stream()
                    .filter(message -> withAnswers || message.from().equals("user"))
                    .forEach(message -> texts.add(message.value()));
        }
    }
}
