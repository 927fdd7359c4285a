package io.github.qwenvl4j.train.sample;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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
            return imagesIn(prompt);
        }
    }

    /** The chat form, as in the published fine-tuning JSON: the loss covers the assistant's turns. */
    record Chat(String id, String task, List<ChatMessage> conversations) implements Sample {
        public Chat {
            conversations = List.copyOf(conversations);
        }

        @Override
        public List<String> images() {
            return conversations.stream()
                    .flatMap(message -> imagesIn(message.value()).stream())
                    .toList();
        }
    }

    private static List<String> imagesIn(String text) {
        List<String> sources = new ArrayList<>();
        Matcher matcher = Pattern.compile("<img>(.*?)</img>", Pattern.DOTALL).matcher(text);
        while (matcher.find()) {
            sources.add(matcher.group(1));
        }
        return sources;
    }
}
