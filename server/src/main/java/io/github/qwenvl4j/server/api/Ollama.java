package io.github.qwenvl4j.server.api;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** The messages of Ollama's API that are served here. */
public final class Ollama {

    private Ollama() {}

    /** A request to {@code /api/chat}. Streams unless told not to; without messages it asks whether the model is there. */
    public record ChatRequest(
            Optional<String> model, List<Message> messages, Optional<Boolean> stream, Optional<Options> options) {

        public ChatRequest {
            messages = messages == null ? List.of() : messages;
        }
    }

    /** @param images in base64, before the text */
    public record Message(String role, Optional<String> content, List<String> images) {

        public Message {
            images = images == null ? List.of() : images;
        }
    }

    /** A request to {@code /api/generate}. Streams unless told not to; without a prompt it asks whether the model is there. */
    public record GenerateRequest(
            Optional<String> model,
            Optional<String> prompt,
            Optional<String> system,
            List<String> images,
            Optional<Boolean> stream,
            Optional<Options> options) {

        public GenerateRequest {
            images = images == null ? List.of() : images;
        }
    }

    /** How the answer is generated. */
    public record Options(
            OptionalInt numPredict,
            OptionalDouble temperature,
            OptionalInt topK,
            OptionalDouble topP,
            OptionalLong seed,
            OptionalDouble repeatPenalty,
            OptionalDouble presencePenalty,
            OptionalDouble frequencyPenalty,
            List<String> stop) {

        public Options {
            stop = stop == null ? List.of() : stop;
        }

        /** Everything left to the checkpoint. */
        public static Options none() {
            return new Options(
                    OptionalInt.empty(),
                    OptionalDouble.empty(),
                    OptionalInt.empty(),
                    OptionalDouble.empty(),
                    OptionalLong.empty(),
                    OptionalDouble.empty(),
                    OptionalDouble.empty(),
                    OptionalDouble.empty(),
                    List.of());
        }
    }

    /** A request to {@code /api/show}; {@code name} is the older word for {@code model}. */
    public record ShowRequest(Optional<String> model, Optional<String> name) {}

    /**
     * A piece of an answer from {@code /api/chat}; the last one is {@code done} and has the counts.
     *
     * @param promptEvalCount tokens of the prompt
     * @param evalCount tokens of the answer
     */
    public record ChatReply(
            String model,
            String createdAt,
            Reply message,
            boolean done,
            Optional<String> doneReason,
            OptionalInt promptEvalCount,
            OptionalInt evalCount) {}

    /** @param grounding extension: what the text places in the picture; with the last piece only */
    public record Reply(String role, String content, Optional<List<RegionView>> grounding) {}

    /** A piece of an answer from {@code /api/generate}; as {@link ChatReply}. */
    public record GenerateReply(
            String model,
            String createdAt,
            String response,
            boolean done,
            Optional<String> doneReason,
            Optional<List<RegionView>> grounding,
            OptionalInt promptEvalCount,
            OptionalInt evalCount) {}

    /** What {@code /api/tags} lists. */
    public record Tags(List<Tag> models) {}

    public record Tag(String name, String model, String modifiedAt, long size, Details details) {}

    public record Details(String family, String format) {}

    /** An error in Ollama's shape. */
    public record Error(String error) {}
}
