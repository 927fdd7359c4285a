package io.github.qwenvl4j.train.sample;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;

/**
 * One training sample. Its texts contain pictures as {@code <img>SOURCE</img>}; a source is a path, or a handle that a
 * {@link PictureSource} knows.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.DEDUCTION)
@JsonSubTypes({@JsonSubTypes.Type(Sample.Completion.class), @JsonSubTypes.Type(Sample.Chat.class)})
public sealed interface Sample {

    String id();

    /** The name of the task; samples of the same task are batched and packed together. */
    String task();

    /** The sources of its pictures, in text order. */
    @JsonIgnore
    List<String> images();

    /** The form of base models: the loss covers {@code completion} and the end of text after it. */
    record Completion(String id, String task, String prompt, String completion) implements Sample {
        @Override
        public List<String> images() {
            return PicturePaths.in(prompt);
        }
    }

    /**
     * The chat form, as in the published fine-tuning JSON: the loss covers the assistant's turns.
     *
     * @param system text; empty: that of the model's template
     */
    record Chat(
            String id,
            String task,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) String system,
            List<ChatMessage> conversations)
            implements Sample {

        public Chat {
            system = system == null ? "" : system; // absent in JSON
            conversations = List.copyOf(conversations);
        }

        /** Without a system text of its own. */
        public Chat(String id, String task, List<ChatMessage> conversations) {
            this(id, task, "", conversations);
        }

        @Override
        public List<String> images() {
            return conversations.stream()
                    .filter(message -> !message.isAnswer())
                    .flatMap(message -> PicturePaths.in(message.value()).stream())
                    .toList();
        }
    }
}
