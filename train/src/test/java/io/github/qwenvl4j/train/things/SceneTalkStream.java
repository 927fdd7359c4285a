package io.github.qwenvl4j.train.things;

import io.github.qwenvl4j.family.qwenvl.text.QwenTokenizer;
import io.github.qwenvl4j.image.Preprocessor;
import io.github.qwenvl4j.train.data.Labeller;
import io.github.qwenvl4j.train.data.Tokenized;
import io.github.qwenvl4j.train.sample.ChatMessage;
import io.github.qwenvl4j.train.sample.Sample;
import io.github.qwenvl4j.train.scenes.SceneOptions;
import io.github.qwenvl4j.train.scenes.ScenePictures;
import io.github.qwenvl4j.train.scenes.SceneSamples;
import io.github.qwenvl4j.train.scenes.SceneTasks;
import io.github.qwenvl4j.train.scenes.Split;
import io.github.qwenvl4j.train.scenes.TaskKind;
import io.github.qwenvl4j.train.scenes.TaskMix;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * Writes talks about scenes of shapes and signs, pictures included. {@code SceneTalkStream RANKS QUERIES OUT ROWS FILES SEED}
 */
final class SceneTalkStream {

    static final int SIDE = 224;
    private static final double BASE = 0.12; // share of rows in the form of a base model

    private static final Map<TaskKind, Double> WEIGHTS = new EnumMap<>(Map.ofEntries(
            Map.entry(TaskKind.CAPTION, 0.6),
            Map.entry(TaskKind.CAPTION_GROUNDING, 1.2),
            Map.entry(TaskKind.REFERRING_GROUNDING, 2.0),
            Map.entry(TaskKind.GROUNDED_CAPTION, 1.0),
            Map.entry(TaskKind.VQA_COLOR, 1.5),
            Map.entry(TaskKind.VQA_SHAPE, 1.5),
            Map.entry(TaskKind.VQA_COUNT, 3.0),
            Map.entry(TaskKind.VQA_POSITION, 2.0),
            Map.entry(TaskKind.VQA_YES_NO, 1.2),
            Map.entry(TaskKind.OCR, 3.0),
            Map.entry(TaskKind.OCR_GROUNDING, 1.5),
            Map.entry(TaskKind.COMPARE_TWO, 0.4)));

    private final Labeller labeller;
    private final ScenePictures painter = new ScenePictures();
    private final SceneSamples chat;
    private final SceneSamples base;
    private final Random random;

    private SceneTalkStream(String[] args) {
        this.labeller = new Labeller(QwenTokenizer.load(Path.of(args[0]), Integer.parseInt(args[1])));
        long seed = Long.parseLong(args[5]);
        SceneTasks tasks = new SceneTasks(SceneOptions.objects().withSides(160, 400), Split.TRAINING);
        this.chat = new SceneSamples(tasks, new TaskMix(WEIGHTS, 0.5, 1), seed);
        this.base = new SceneSamples(tasks, new TaskMix(WEIGHTS, 0.5, 0), seed + 1);
        this.random = new Random(seed);
    }

    public static void main(String[] args) throws Exception {
        SceneTalkStream stream = new SceneTalkStream(args);
        AtomicLong index = new AtomicLong();
        new DrawnStream(Path.of(args[2]), "s-", Integer.parseInt(args[3]), Integer.parseInt(args[4]))
                .write(() -> stream.row(index.getAndIncrement()));
    }

    private RowFile.DrawnRow row(long index) {
        Sample sample = random.nextDouble() < BASE ? base.at(index) : talk(index);
        Tokenized tokens = labeller.label(sample);
        List<byte[]> pictures = sample.images().stream()
                .map(handle -> Preprocessor.resize(painter.load(handle), SIDE))
                .toList();
        return new RowFile.DrawnRow(tokens, pictures);
    }

    /** Several questions about one picture as one conversation. */
    private Sample talk(long index) {
        TaskKind kind = kind(chat.at(index).task());
        List<Sample> questions = chat.aboutOnePicture(kind, index, 2 + random.nextInt(9));
        List<ChatMessage> messages = new ArrayList<>();
        for (Sample question : questions) {
            for (ChatMessage message : ((Sample.Chat) question).conversations()) {
                boolean later = !messages.isEmpty() && !message.isAnswer();
                messages.add(later ? ChatMessage.user(withoutPicture(message.value())) : message);
            }
        }
        return new Sample.Chat(questions.get(0).id(), questions.get(0).task(), messages);
    }

    private static TaskKind kind(String label) {
        return Stream.of(TaskKind.values())
                .filter(kind -> kind.label().equals(label))
                .findFirst()
                .orElseThrow();
    }

    private static String withoutPicture(String question) {
        return question.substring(question.indexOf("</img>\n") + "</img>\n".length());
    }
}
