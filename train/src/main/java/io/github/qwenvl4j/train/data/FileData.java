package io.github.qwenvl4j.train.data;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.train.scenes.TaskKind;
import java.io.File;
import java.util.List;

/**
 * Samples from files: fine-tuning JSON as published, or JSONL.
 *
 * @param files mixed by weight, and shuffled as whole samples
 * @param epochs number of passes over the files, which determines the stage's steps; 0: the preset's steps
 * @param maxBroken maximum number of bad records and pictures that are skipped
 * @param trustTags whether control tokens that are typed in texts act as such, as in the official script
 * @param images base of relative picture paths; empty: the folder of each file
 * @param heldOut a file whose loss is reported at intervals; empty: none
 */
public record FileData(
        List<Source> files, double epochs, int maxBroken, boolean trustTags, String images, String heldOut)
        implements TrainingData {

    /** @param weight how often it is used in an epoch; 0.3: another 30 % of it in each epoch */
    public record Source(String file, double weight) {

        private static final String WEIGHT = "\\d+(\\.\\d+)?|\\.\\d+";

        public Source {
            if (!(weight > 0)) {
                throw new QwenVlException("the weight of " + file + " is " + weight + ", but must be above 0");
            }
        }

        /** {@code FILE} or {@code FILE:WEIGHT}. */
        public static Source parse(String text) {
            int colon = text.lastIndexOf(':');
            String weight = text.substring(colon + 1);
            if (colon > 0
                    && !weight.matches(WEIGHT)
                    && !new File(text).exists()
                    && new File(text.substring(0, colon)).isFile()) {
                throw new QwenVlException(
                        "--data " + text + ": the weight is " + weight + ", but must be a number above 0");
            }
            return colon > 0 && weight.matches(WEIGHT)
                    ? new Source(text.substring(0, colon), Double.parseDouble(weight))
                    : new Source(text, 1);
        }
    }

    public FileData {
        files = List.copyOf(files);
        if (files.isEmpty()) {
            throw new QwenVlException("data.files is empty: give --data FILE");
        }
    }

    @Override
    public List<TaskKind> sceneTasks() {
        return List.of();
    }

    /** The weights of the files. */
    public List<Double> weights() {
        return files.stream().map(Source::weight).toList();
    }
}
