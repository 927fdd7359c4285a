package io.github.qwenvl4j.springai;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.model.tool.DefaultToolCallingChatOptions;
import org.springframework.ai.model.tool.StructuredOutputChatOptions;
import org.springframework.ai.model.tool.ToolCallingChatOptions;

/**
 * Options of a prompt: those of every model, tools, a JSON Schema that the answer must fit, and those that only Qwen-VL has. Each
 * means what the option of the same name of {@link io.github.qwenvl4j.AnswerOptions} means; {@code null} leaves it to the model.
 */
public final class QwenVlChatOptions extends DefaultToolCallingChatOptions implements StructuredOutputChatOptions {

    private final @Nullable String outputSchema;
    private final @Nullable Long seed;
    private final @Nullable Double minP;
    private final @Nullable Double repetitionPenalty;
    private final @Nullable Boolean constrainBoxes;
    private final @Nullable Duration timeLimit;

    private QwenVlChatOptions(ToolCallingChatOptions common, Builder builder) {
        super(
                common.getToolCallbacks(),
                common.getToolContext(),
                common.getModel(),
                common.getFrequencyPenalty(),
                common.getMaxTokens(),
                common.getPresencePenalty(),
                common.getStopSequences(),
                common.getTemperature(),
                common.getTopK(),
                common.getTopP());
        this.outputSchema = builder.outputSchema;
        this.seed = builder.seed;
        this.minP = builder.minP;
        this.repetitionPenalty = builder.repetitionPenalty;
        this.constrainBoxes = builder.constrainBoxes;
        this.timeLimit = builder.timeLimit;
    }

    @Override
    public @Nullable String getOutputSchema() {
        return outputSchema;
    }

    public @Nullable Long getSeed() {
        return seed;
    }

    public @Nullable Double getMinP() {
        return minP;
    }

    public @Nullable Double getRepetitionPenalty() {
        return repetitionPenalty;
    }

    public @Nullable Boolean getConstrainBoxes() {
        return constrainBoxes;
    }

    public @Nullable Duration getTimeLimit() {
        return timeLimit;
    }

    @Override
    public Builder mutate() {
        return builder()
                .model(getModel())
                .frequencyPenalty(getFrequencyPenalty())
                .maxTokens(getMaxTokens())
                .presencePenalty(getPresencePenalty())
                .stopSequences(getStopSequences())
                .temperature(getTemperature())
                .topK(getTopK())
                .topP(getTopP())
                .toolCallbacks(getToolCallbacks())
                .toolContext(getToolContext())
                .outputSchema(outputSchema)
                .seed(seed)
                .minP(minP)
                .repetitionPenalty(repetitionPenalty)
                .constrainBoxes(constrainBoxes)
                .timeLimit(timeLimit);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return super.equals(other)
                && other instanceof QwenVlChatOptions that
                && Objects.equals(outputSchema, that.outputSchema)
                && Objects.equals(seed, that.seed)
                && Objects.equals(minP, that.minP)
                && Objects.equals(repetitionPenalty, that.repetitionPenalty)
                && Objects.equals(constrainBoxes, that.constrainBoxes)
                && Objects.equals(timeLimit, that.timeLimit);
    }

    @Override
    public int hashCode() {
        return Objects.hash(super.hashCode(), outputSchema, seed, minP, repetitionPenalty, constrainBoxes, timeLimit);
    }

    public static Builder builder() {
        return new Builder();
    }

    /** Collects options. */
    public static final class Builder extends DefaultToolCallingChatOptions.Builder<Builder>
            implements StructuredOutputChatOptions.Builder<Builder> {

        private @Nullable String outputSchema;
        private @Nullable Long seed;
        private @Nullable Double minP;
        private @Nullable Double repetitionPenalty;
        private @Nullable Boolean constrainBoxes;
        private @Nullable Duration timeLimit;

        private Builder() {}

        @Override
        public Builder outputSchema(@Nullable String value) {
            this.outputSchema = value;
            return this;
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

        public Builder timeLimit(@Nullable Duration value) {
            this.timeLimit = value;
            return this;
        }

        @Override
        public Builder combineWith(ChatOptions.Builder<?> other) {
            super.combineWith(other);
            if (other instanceof Builder that) {
                outputSchema = given(that.outputSchema, outputSchema);
                seed = given(that.seed, seed);
                minP = given(that.minP, minP);
                repetitionPenalty = given(that.repetitionPenalty, repetitionPenalty);
                constrainBoxes = given(that.constrainBoxes, constrainBoxes);
                timeLimit = given(that.timeLimit, timeLimit);
            }
            return this;
        }

        private static <T> @Nullable T given(@Nullable T value, @Nullable T before) {
            return value == null ? before : value;
        }

        @Override
        public QwenVlChatOptions build() {
            return new QwenVlChatOptions(super.build(), this);
        }
    }
}
