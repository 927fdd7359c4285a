package io.github.qwenvl4j.train.scenes;

import io.github.qwenvl4j.family.qwenvl.text.RawPrompt;
import io.github.qwenvl4j.train.sample.ChatMessage;
import io.github.qwenvl4j.train.sample.Sample;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Writes samples about scenes. A sample depends only on the arguments; its pictures are {@link SceneHandle}s. If a
 * scene does not suit the task, the next one is drawn.
 *
 * @param options bounds of the scenes; reading tasks use their own number of signs, and few objects
 * @param split the half of the seeds from which scenes are drawn
 */
public record SceneTasks(SceneOptions options, Split split) {

    private static final int ATTEMPTS = 1000;
    private static final double OTHER_SIGNS = 0.08;
    private static final List<TaskKind> TURNS = List.of(
            TaskKind.CAPTION,
            TaskKind.REFERRING_GROUNDING,
            TaskKind.GROUNDED_CAPTION,
            TaskKind.VQA_COLOR,
            TaskKind.VQA_SHAPE,
            TaskKind.VQA_COUNT,
            TaskKind.VQA_POSITION,
            TaskKind.VQA_YES_NO);

    /** The sample of this seed; {@link TaskKind#DIALOGUE} has only the chat form. */
    public Sample sample(TaskKind kind, SceneLanguage language, SampleForm form, long seed) {
        Dice dice = new Dice(seed * TaskKind.values().length + kind.ordinal());
        String id = "%s-%s-%d".formatted(kind.label(), split == Split.TRAINING ? "train" : "heldout", seed);
        return switch (kind) {
            case TEXT_ONLY -> textOnly(id, language, form, dice);
            case COMPARE_TWO -> compare(id, language, form, dice);
            case DIALOGUE -> dialogue(id, language, dice);
            default -> single(id, kind, language, form, dice);
        };
    }

    private Sample single(String id, TaskKind kind, SceneLanguage language, SampleForm form, Dice dice) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            SceneHandle handle = draw(kind, dice);
            Optional<Sample> sample = about(id, handle, kind, new Ask(handle.scene(), language, form, dice));
            if (sample.isPresent()) {
                return sample.get();
            }
        }
        throw unsuited(kind);
    }

    /** A question about a given scene; empty if it does not suit the task. */
    static Optional<Sample> about(String id, SceneHandle handle, TaskKind kind, Ask ask) {
        return kind.write(ask)
                .map(exchange -> ask.base()
                        ? completion(id, kind, image(handle), exchange)
                        : conversation(id, kind, pictures(handle), List.of(exchange)));
    }

    private Sample compare(String id, SceneLanguage language, SampleForm form, Dice dice) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            SceneHandle first = draw(TaskKind.COMPARE_TWO, dice);
            SceneHandle second = draw(TaskKind.COMPARE_TWO, dice);
            Optional<QuestionAndAnswer> exchange =
                    CompareTasks.compare(new Ask(first.scene(), language, form, dice), second.scene());
            if (exchange.isPresent()) {
                String pictures = pictures(first, second);
                return form == SampleForm.BASE
                        ? completion(id, TaskKind.COMPARE_TWO, pictures, exchange.get())
                        : conversation(id, TaskKind.COMPARE_TWO, pictures, List.of(exchange.get()));
            }
        }
        throw unsuited(TaskKind.COMPARE_TWO);
    }

    private Sample dialogue(String id, SceneLanguage language, Dice dice) {
        SceneHandle handle = draw(TaskKind.DIALOGUE, dice);
        Ask ask = new Ask(handle.scene(), language, SampleForm.CHAT, dice);
        int turns = dice.whole(2, 3);
        List<QuestionAndAnswer> exchanges = new ArrayList<>();
        for (int attempt = 0; attempt < ATTEMPTS && exchanges.size() < turns; attempt++) {
            dice.pick(TURNS)
                    .write(ask)
                    .filter(exchange -> !exchanges.contains(exchange))
                    .ifPresent(exchanges::add);
        }
        return conversation(id, TaskKind.DIALOGUE, pictures(handle), exchanges);
    }

    private Sample textOnly(String id, SceneLanguage language, SampleForm form, Dice dice) {
        QuestionAndAnswer exchange = TextTasks.write(language, form, dice);
        return form == SampleForm.BASE
                ? completion(id, TaskKind.TEXT_ONLY, "", exchange)
                : conversation(id, TaskKind.TEXT_ONLY, "", List.of(exchange));
    }

    private SceneHandle draw(TaskKind kind, Dice dice) {
        return new SceneHandle(optionsFor(kind, dice), split.seed(dice.next()));
    }

    private SceneOptions optionsFor(TaskKind kind, Dice dice) {
        if (kind == TaskKind.OCR || kind == TaskKind.OCR_GROUNDING) {
            int signs = kind == TaskKind.OCR ? 1 : dice.pick(1, 1, 2);
            int objects = dice.chance(0.6) ? 0 : 2;
            return options.withSigns(signs, signs).withObjects(Math.min(1, objects), objects);
        }
        int least = kind == TaskKind.VQA_POSITION ? 2 : 1; // even while a curriculum has only one object
        boolean sign = !Set.of(TaskKind.COMPARE_TWO, TaskKind.DIALOGUE).contains(kind) && dice.chance(OTHER_SIGNS);
        return sign
                ? options.withObjects(least, Math.max(least, Math.min(3, options.maxObjects())))
                        .withSigns(1, 1)
                : options.withObjects(Math.max(least, options.minObjects()), Math.max(least, options.maxObjects()))
                        .withSigns(0, 0);
    }

    private static String image(SceneHandle handle) {
        return RawPrompt.picture(handle.toString());
    }

    private static String pictures(SceneHandle... handles) {
        return RawPrompt.pictures(
                Arrays.stream(handles).map(SceneHandle::toString).toList());
    }

    private static Sample completion(String id, TaskKind kind, String before, QuestionAndAnswer exchange) {
        return new Sample.Completion(id, kind.label(), before + exchange.question(), exchange.answer());
    }

    private static Sample conversation(String id, TaskKind kind, String before, List<QuestionAndAnswer> exchanges) {
        List<ChatMessage> messages = new ArrayList<>();
        for (QuestionAndAnswer exchange : exchanges) {
            String start = messages.isEmpty() ? before : "";
            messages.add(ChatMessage.user(start + exchange.question()));
            messages.add(ChatMessage.assistant(exchange.answer()));
        }
        return new Sample.Chat(id, kind.label(), messages);
    }

    private IllegalStateException unsuited(TaskKind kind) {
        return new IllegalStateException("no scene of " + options + " suits " + kind.label());
    }
}
