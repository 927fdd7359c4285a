package io.github.qwenvl4j.train.eval;

import io.github.qwenvl4j.AnswerOptions;
import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.image.Picture;
import io.github.qwenvl4j.internal.Prompts;
import io.github.qwenvl4j.prompt.Dialogue;
import io.github.qwenvl4j.prompt.Message;
import io.github.qwenvl4j.prompt.PictureOrder;
import io.github.qwenvl4j.prompt.layout.EncodedPrompt;
import io.github.qwenvl4j.prompt.layout.Window;
import io.github.qwenvl4j.train.sample.Sample;
import io.github.qwenvl4j.train.scenes.SceneHandle;
import io.github.qwenvl4j.train.scenes.SceneOptions;
import io.github.qwenvl4j.train.scenes.ScenePictures;
import io.github.qwenvl4j.train.scenes.SceneSamples;
import io.github.qwenvl4j.train.scenes.SceneTasks;
import io.github.qwenvl4j.train.scenes.Split;
import io.github.qwenvl4j.train.scenes.TaskKind;
import io.github.qwenvl4j.train.scenes.TaskMix;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where the built-in model loses the thread: held-out questions about one picture behind more and more other questions with
 * their true answers, and the share of right answers by the length of the prompt. Run by hand; arguments: scenes, turns.
 */
public final class WindowReach {

    private static final int BUCKET = 32;
    private static final Map<TaskKind, Double> TASKS = Map.of(
            TaskKind.REFERRING_GROUNDING, 2.0,
            TaskKind.VQA_COLOR, 1.0,
            TaskKind.VQA_SHAPE, 1.0,
            TaskKind.VQA_COUNT, 1.0,
            TaskKind.VQA_POSITION, 1.0,
            TaskKind.VQA_YES_NO, 1.0);

    private final QwenVl model;
    private final TreeMap<Integer, Score> byLength = new TreeMap<>();

    private WindowReach(QwenVl model) {
        this.model = model;
    }

    public static void main(String[] args) {
        int scenes = Integer.parseInt(args[0]);
        int turns = Integer.parseInt(args[1]);
        SceneSamples samples =
                new SceneSamples(new SceneTasks(SceneOptions.objects(), Split.HELD_OUT), new TaskMix(TASKS, 0.5, 1), 7);
        try (QwenVl model = QwenVl.open()) {
            WindowReach reach = new WindowReach(model);
            for (int scene = 0; scene < scenes; scene++) {
                reach.converse(samples.aboutOnePicture(TaskKind.VQA_COLOR, scene, turns));
            }
            reach.byLength.forEach((length, score) -> System.out.printf(
                    "%4d to %4d ids: %5.1f %% of %d%n",
                    length * BUCKET, (length + 1) * BUCKET - 1, 100 * score.value(), score.wanted()));
        }
    }

    private void converse(List<Sample> samples) {
        SceneHandle handle = SceneHandle.parse(samples.get(0).images().get(0));
        Picture picture = Picture.of(new ScenePictures().load(handle.toString()));
        List<Message> said = new ArrayList<>();
        for (Sample sample : samples) {
            ExamQuestion question = ExamQuestion.of(sample);
            String words = question.text().substring(question.text().indexOf('\n') + 1);
            said.add(said.isEmpty() ? Message.typed(words, List.of(picture)) : Message.typed(words, List.of()));
            ask(question, sample.task(), new Dialogue(said));
            said.add(Message.assistant(question.wanted()));
        }
    }

    private void ask(ExamQuestion question, String task, Dialogue dialogue) {
        TaskMetric metric = TaskMetric.of(task).orElseThrow();
        Prompts prompts = model.internals().prompts();
        EncodedPrompt encoded = prompts.template()
                .encode(dialogue, Window.UNBOUNDED, PictureOrder.AS_TRAINED, Prompts.rows(prompts::read));
        AnswerOptions options = AnswerOptions.greedy(metric.maxTokens());
        String answer =
                model.internals().answer(prompts.place(encoded), options).text();
        Score score = metric.metric().score(question.wanted(), answer);
        byLength.merge(encoded.length() / BUCKET, score, Score::plus);
    }
}
