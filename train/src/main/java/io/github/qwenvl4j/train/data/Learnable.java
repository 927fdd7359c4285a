package io.github.qwenvl4j.train.data;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.QwenVlException.Kind;
import io.github.qwenvl4j.train.sample.ChatMessage;
import io.github.qwenvl4j.train.sample.PictureSource;
import io.github.qwenvl4j.train.sample.Sample;
import io.github.qwenvl4j.train.sample.SampleFile;
import io.github.qwenvl4j.train.sample.SkippedData;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Checks that files can be learnt from: each must contain a sample that has a non-empty answer and readable pictures
 * and fits into a row. Reads only up to the first such sample.
 *
 * @param maxLength length of a row in ids
 */
public record Learnable(Labeller labeller, PictureSource pictures, int maxLength) {

    /** @throws QwenVlException with the file and the fault of its first sample */
    public void require(FileData data) {
        for (FileData.Source source : data.files()) {
            require(Path.of(source.file()), SkippedData.counted(data.maxBroken()));
        }
    }

    private void require(Path file, SkippedData skipped) {
        if (!new SampleFile(file).any(sample -> learnable(sample, skipped), skipped)) {
            String why = skipped.first().orElse("it contains no sample");
            int others = skipped.leftOutCount() - 1;
            throw new QwenVlException(
                    Kind.FILE,
                    file + ": nothing to learn: " + why + (others > 0 ? "; and " + others + " more skipped" : ""));
        }
    }

    private boolean learnable(Sample sample, SkippedData skipped) {
        try {
            int length = labeller.label(sample).length();
            sample.images().forEach(pictures::load);
            Optional<String> objection = objection(sample, length);
            objection.ifPresent(reason -> skipped.leftOut(sample.id(), reason));
            return objection.isEmpty();
        } catch (QwenVlException e) {
            skipped.broken(sample.id(), e.getMessage());
            return false;
        }
    }

    private Optional<String> objection(Sample sample, int length) {
        if (!says(sample)) {
            return Optional.of("the answer is empty");
        }
        return length > maxLength
                ? Optional.of("is " + length + " ids long, but maxLength is " + maxLength)
                : Optional.empty();
    }

    /** An answer before the first question is not used for training. */
    private static boolean says(Sample sample) {
        return sample instanceof Sample.Completion completion
                ? !completion.completion().isEmpty()
                : ((Sample.Chat) sample)
                        .conversations().stream()
                                .skip(1)
                                .filter(ChatMessage::isAnswer)
                                .anyMatch(answer -> !answer.value().isEmpty());
    }
}
