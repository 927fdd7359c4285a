package io.github.qwenvl4j.langchain4j;

import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.request.DefaultChatRequestParameters;
import io.github.qwenvl4j.AnswerFormat;
import io.github.qwenvl4j.AnswerOptions;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Parameters of a request that only Qwen-VL has, beside those of every model. Each means what the option of the same name of
 * {@link AnswerOptions} means; {@code null} leaves it as it was.
 */
public final class QwenVlChatRequestParameters extends DefaultChatRequestParameters {

    private final @Nullable Long seed;
    private final @Nullable Double minP;
    private final @Nullable Double repetitionPenalty;
    private final @Nullable Boolean constrainBoxes;
    private final @Nullable AnswerFormat answerFormat;
    private final @Nullable Duration timeLimit;

    private QwenVlChatRequestParameters(Builder builder) {
        super(builder);
        this.seed = builder.seed;
        this.minP = builder.minP;
        this.repetitionPenalty = builder.repetitionPenalty;
        this.constrainBoxes = builder.constrainBoxes;
        this.answerFormat = builder.answerFormat;
        this.timeLimit = builder.timeLimit;
    }

    public @Nullable Long seed() {
        return seed;
    }

    public @Nullable Double minP() {
        return minP;
    }

    public @Nullable Double repetitionPenalty() {
        return repetitionPenalty;
    }

    public @Nullable Boolean constrainBoxes() {
        return constrainBoxes;
    }

    /** A choice or a regular expression; for JSON there is {@link #responseFormat}, which comes first. */
    public @Nullable AnswerFormat answerFormat() {
        return answerFormat;
    }

    public @Nullable Duration timeLimit() {
        return timeLimit;
    }

    @Override
    public QwenVlChatRequestParameters overrideWith(ChatRequestParameters that) {
        return builder().overrideWith(this).overrideWith(that).build();
    }

    @Override
    public QwenVlChatRequestParameters defaultedBy(ChatRequestParameters that) {
        return builder().overrideWith(that).overrideWith(this).build();
    }

    @Override
    public boolean equals(Object other) {
        return super.equals(other)
                && other instanceof QwenVlChatRequestParameters that
                && Objects.equals(seed, that.seed)
                && Objects.equals(minP, that.minP)
                && Objects.equals(repetitionPenalty, that.repetitionPenalty)
                && Objects.equals(constrainBoxes, that.constrainBoxes)
                && Objects.equals(answerFormat, that.answerFormat)
                && Objects.equals(timeLimit, that.timeLimit);
    }

    @Override
    public int hashCode() {
        return Objects.hash(super.hashCode(), seed, minP, repetitionPenalty, constrainBoxes, answerFormat, timeLimit);
    }

    @Override
    public String toString() {
        return "QwenVlChatRequestParameters{" + super.toString() + ", seed=" + seed + ", minP=" + minP
                + ", repetitionPenalty=" + repetitionPenalty + ", constrainBoxes=" + constrainBoxes
                + ", answerFormat=" + answerFormat + ", timeLimit=" + timeLimit + "}";
    }

    public static Builder builder() {
        return new Builder();
    }

    /** Collects parameters. */
    public static final class Builder extends DefaultChatRequestParameters.Builder<Builder> {

        private @Nullable Long seed;
        private @Nullable Double minP;
        private @Nullable Double repetitionPenalty;
        private @Nullable Boolean constrainBoxes;
        private @Nullable AnswerFormat answerFormat;
        private @Nullable Duration timeLimit;

        private Builder() {}

        @Override
        public Builder overrideWith(ChatRequestParameters parameters) {
            super.overrideWith(parameters);
            if (parameters instanceof QwenVlChatRequestParameters own) {
                seed = given(own.seed, seed);
                minP = given(own.minP, minP);
                repetitionPenalty = given(own.repetitionPenalty, repetitionPenalty);
                constrainBoxes = given(own.constrainBoxes, constrainBoxes);
                answerFormat = given(own.answerFormat, answerFormat);
                timeLimit = given(own.timeLimit, timeLimit);
            }
            return this;
        }

        private static <T> @Nullable T given(@Nullable T value, @Nullable T before) {
            return value == null ? before : value;
        }

        public Builder seed(@Nullable Long value) {
            this.seed = value;
            return this;
        }

        public Builder minP(@Nullable Double value) {
            this.minP = value;
            return this;
        }

        public Builder repetitionPenalty(@Nullable Double value) {
            this.repetitionPenalty = value;
            return this;
        }

        public Builder constrainBoxes(@Nullable Boolean value) {
            this.constrainBoxes = value;
            return this;
        }

        public Builder answerFormat(@Nullable AnswerFormat value) {
            this.answerFormat = value;
            return this;
        }

        public Builder timeLimit(@Nullable Duration value) {
            this.timeLimit = value;
            return this;
        }

        @Override
        public QwenVlChatRequestParameters build() {
            return new QwenVlChatRequestParameters(this);
        }
    }
}
