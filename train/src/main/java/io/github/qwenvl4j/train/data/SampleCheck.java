package io.github.qwenvl4j.train.data;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.checkpoint.Checkpoint;
import io.github.qwenvl4j.family.qwenvl.QwenVlFamily;
import io.github.qwenvl4j.family.qwenvl.config.QwenVlConfig;
import io.github.qwenvl4j.family.qwenvl.text.QwenTokenizer;
import io.github.qwenvl4j.train.sample.ChatMessage;
import io.github.qwenvl4j.train.sample.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Checks samples. Thread-safe.
 *
 * @param maxLength maximum length of a sample in ids
 */
public record SampleCheck(Labeller labeller, PictureCheck pictures, int maxLength) {

    private static final Pattern CONTROL = Pattern.compile("<\\|(im_start|im_end|endoftext|extra_\\d+)\\|>");

    /**
     * A sample that was checked.
     *
     * @param tokenized empty if its texts cannot be encoded
     */
    record Checked(Sample sample, Optional<Tokenized> tokenized, List<Fault.Finding> findings) {

        boolean usable() {
            return findings.stream().noneMatch(finding -> finding.fault().drops());
        }
    }

    /** Samples as this model is trained on them. */
    public static SampleCheck of(Checkpoint model, boolean trustTags, PictureCheck pictures, int maxLength) {
        int queries = QwenVlConfig.of(model).vision().nQueries();
        Labeller labeller = new Labeller(QwenTokenizer.load(QwenVlFamily.rankFile(model), queries), trustTags);
        return new SampleCheck(labeller, pictures, maxLength);
    }

    Checked of(Sample sample) {
        List<Fault.Finding> findings = new ArrayList<>();
        Optional<Tokenized> tokenized = Optional.empty();
        try {
            tokenized = Optional.of(labeller.label(sample));
        } catch (QwenVlException e) {
            findings.add(new Fault.Finding(Fault.UNREADABLE, e.getMessage()));
        }
        if (!says(sample)) {
            findings.add(new Fault.Finding(Fault.NOTHING_TO_LEARN, "the answer is empty"));
        }
        tokenized
                .map(Tokenized::length)
                .filter(length -> length > maxLength)
                .ifPresent(length -> findings.add(new Fault.Finding(
                        Fault.TOO_LONG, "is " + length + " ids long, but maxLength is " + maxLength)));
        texts(sample)
                .flatMap(text -> BoxCheck.objection(text).stream())
                .findFirst()
                .ifPresent(objection -> findings.add(new Fault.Finding(Fault.BOX, objection)));
        texts(sample)
                .filter(text -> CONTROL.matcher(text).find())
                .findFirst()
                .ifPresent(text -> findings.add(new Fault.Finding(Fault.CONTROL_TOKENS, controlTokens())));
        sample.images().stream()
                .distinct()
                .flatMap(source -> pictures.finding(source).stream())
                .forEach(findings::add);
        return new Checked(sample, tokenized, findings);
    }

    private String controlTokens() {
        return labeller.trusts()
                ? "typed control tokens act as control tokens"
                : "typed control tokens are taken as text";
    }

    private static Stream<String> texts(Sample sample) {
        if (sample instanceof Sample.Completion completion) {
            return Stream.of(completion.prompt(), completion.completion());
        }
        Sample.Chat chat = (Sample.Chat) sample;
        return Stream.concat(
                Stream.of(chat.system()), chat.conversations().stream().map(ChatMessage::value));
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
