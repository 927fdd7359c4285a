package io.github.qwenvl4j.train.run;

import io.github.qwenvl4j.Device;
import io.github.qwenvl4j.OpenOptions;
import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.train.eval.ExamSamples;
import io.github.qwenvl4j.train.eval.ModelAnswerer;
import io.github.qwenvl4j.train.eval.SceneExam;
import io.github.qwenvl4j.train.scenes.ScenePictures;
import io.github.qwenvl4j.train.scenes.TaskKind;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.global.torch;

/** Scores of a checkpoint, which is opened as by a user and asked the first questions of {@code eval scenes}. */
final class CheckpointScores {

    private static final long SEED = 1; // the default of eval scenes

    private CheckpointScores() {}

    /** @return by task, in [0, 1] */
    static Map<String, Double> of(Path checkpoint, Device device, List<TaskKind> tasks, int questions) {
        // With the number of threads of the training that continues afterwards.
        OpenOptions options = OpenOptions.defaults().withDevice(device).withThreads(torch.get_num_threads());
        try (QwenVl model = QwenVl.open(checkpoint, options)) {
            SceneExam exam = new SceneExam(new ModelAnswerer(model, new ScenePictures()));
            List<TaskKind> scored =
                    SceneExam.tasks().stream().filter(tasks::contains).toList();
            ExamSamples.heldOut(scored, questions, SEED).forEach(exam::put);
            return exam.table().all();
        }
    }
}
