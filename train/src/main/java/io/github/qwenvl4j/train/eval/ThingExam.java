package io.github.qwenvl4j.train.eval;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.qwenvl4j.Answer;
import io.github.qwenvl4j.AnswerOptions;
import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.family.qwenvl.text.RawPrompt;
import io.github.qwenvl4j.grounding.Box;
import io.github.qwenvl4j.image.ImageLoader;
import io.github.qwenvl4j.image.Picture;
import io.github.qwenvl4j.internal.Prompts;
import io.github.qwenvl4j.model.SeenPicture;
import io.github.qwenvl4j.prompt.Dialogue;
import io.github.qwenvl4j.prompt.Message;
import io.github.qwenvl4j.prompt.PictureOrder;
import io.github.qwenvl4j.prompt.SpecialsHonoured;
import io.github.qwenvl4j.prompt.layout.EncodedPrompt;
import io.github.qwenvl4j.prompt.layout.Window;
import io.github.qwenvl4j.train.sample.ChatMessage;
import io.github.qwenvl4j.train.sample.Sample;
import io.github.qwenvl4j.train.scenes.SampleForm;
import io.github.qwenvl4j.train.scenes.SceneLanguage;
import io.github.qwenvl4j.train.things.ThingTask;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Asks the last questions of talks about things, as a user would ask them behind the true answers to the earlier ones.
 * Not thread-safe.
 */
public final class ThingExam {

    private static final int OPEN_QUESTIONS = 24;
    private static final int LONGEST = 300; // tokens of an answer
    private static final int SHORT = 6;
    private static final ObjectMapper JSON = new ObjectMapper();

    /** By row of the table. */
    private static final Map<String, Double> TARGETS = Map.ofEntries(
            Map.entry("find", 0.90),
            Map.entry("caption_boxes", 0.85),
            Map.entry("colour", 0.95),
            Map.entry("shape", 0.95),
            Map.entry("name", 0.85),
            Map.entry("name_held_out_style", 0.60),
            Map.entry("count", 0.92),
            Map.entry("position", 0.90),
            Map.entry("read, up to 6 characters", 0.80),
            Map.entry("absent", 0.90),
            Map.entry("unknown", 0.90),
            Map.entry("two_pictures", 0.80),
            Map.entry("json", 0.85),
            Map.entry("syntax", 0.995));

    private record Put(ExamQuestion question, String row, CompletableFuture<String> answer) {}

    private final QwenVl model;
    private final Consumer<String> answers;
    private final Deque<Put> open = new ArrayDeque<>();
    private final ScoreTable table = new ScoreTable();

    /** @param answers receives a line for each answer: right or wrong, the question, the expected and the given answer */
    public ThingExam(QwenVl model, Consumer<String> answers) {
        this.model = model;
        this.answers = answers;
    }

    /** Asks the last question of a talk whose task is written {@code row/task/language}. */
    public void put(Sample sample) {
        String[] place = sample.task().split("/");
        Sample.Chat chat = (Sample.Chat) sample;
        List<ChatMessage> messages = chat.conversations();
        ExamQuestion question = new ExamQuestion(
                place[1],
                SampleForm.CHAT,
                SceneLanguage.valueOf(place[2].toUpperCase(Locale.ROOT)),
                messages.get(messages.size() - 2).value(),
                messages.get(messages.size() - 1).value());
        open.add(new Put(question, place[0], ask(messages.subList(0, messages.size() - 1))));
        while (open.size() > OPEN_QUESTIONS) {
            score(open.remove());
        }
    }

    private CompletableFuture<String> ask(List<ChatMessage> messages) {
        Dialogue dialogue = new Dialogue(messages.stream()
                .map(said -> said.isAnswer()
                        ? Message.assistant(said.value())
                        : RawPrompt.user(said.value(), SpecialsHonoured.VISUAL, Picture::at))
                .toList());
        Prompts prompts = model.internals().prompts();
        Function<Picture, SeenPicture> seen =
                picture -> prompts.read(picture, each -> ImageLoader.standard().load(each.name()));
        EncodedPrompt encoded =
                prompts.template().encode(dialogue, Window.UNBOUNDED, PictureOrder.AS_GIVEN, Prompts.rows(seen));
        AnswerOptions options = AnswerOptions.greedy(LONGEST).withStopStrings(List.of("<|im_end|>", "<|endoftext|>"));
        return model.internals()
                .answerAsync(prompts.place(encoded, seen), options)
                .thenApply(Answer::text);
    }

    private void score(Put put) {
        String answer = put.answer.join();
        ExamQuestion question = put.question;
        Score score = score(ThingTask.valueOf(question.task().toUpperCase(Locale.ROOT)), question.wanted(), answer);
        add(put.row, question, score);
        if (put.row.equals("read")
                && question.wanted().codePointCount(0, question.wanted().length()) <= SHORT) {
            add("read, up to 6 characters", question, score);
        }
        if (question.wanted().contains("<box>")) {
            add("syntax", question, Score.of(Syntax.strict(answer)));
        }
        answers.accept("%s\t%s\t%s\t%s\t%s"
                .formatted(
                        score.value() == 1 ? "right" : "wrong",
                        put.row,
                        question.text().replaceAll("(?s)^.*</img>\n", ""),
                        question.wanted(),
                        answer.replace("\n", "\\n")));
    }

    private void add(String row, ExamQuestion question, Score score) {
        Double target = TARGETS.get(row);
        table.add(row, question, score, target == null ? OptionalDouble.empty() : OptionalDouble.of(target));
    }

    private static Score score(ThingTask task, String wanted, String given) {
        return switch (task) {
            case FIND -> Metric.BOXES.score(wanted, given);
            case REFERENCE -> (wanted.contains("<box>") ? Metric.BOXES : Metric.EXACT).score(wanted, given);
            case CAPTION_BOXES -> new Score(Matches.between(wanted, given, ref -> ref.toLowerCase(Locale.ROOT)));
            case PRESENT -> Metric.YES_NO.score(wanted, given);
            case JSON -> Score.of(sameJson(wanted, given));
            default -> Metric.EXACT.score(wanted, given);
        };
    }

    /** All fields equal, boxes with an overlap of at least one half. */
    private static boolean sameJson(String wanted, String given) {
        try {
            JsonNode right = JSON.readTree(wanted);
            JsonNode answer = JSON.readTree(given);
            if (right.has("box") && answer != null && answer.has("box")) {
                return right.path("name").equals(answer.path("name"))
                        && right.size() == answer.size()
                        && answer.path("box").size() == 4
                        && Overlap.enough(box(right.path("box")), box(answer.path("box")));
            }
            return right.equals(answer);
        } catch (JsonProcessingException e) {
            return false;
        }
    }

    private static Box box(JsonNode numbers) {
        return Box.between(
                numbers.get(0).asInt(),
                numbers.get(1).asInt(),
                numbers.get(2).asInt(),
                numbers.get(3).asInt());
    }

    /** Waits for all answers. */
    public ScoreTable table() {
        while (!open.isEmpty()) {
            score(open.remove());
        }
        return table;
    }
}
