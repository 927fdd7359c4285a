package io.github.qwenvl4j.train.sample;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.family.qwenvl.text.RawPrompt;
import io.github.qwenvl4j.image.ImageLoader;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Makes samples from the records of data files, whatever their layout: conversations in the official, LLaVA, ShareGPT
 * and ms-swift layouts, {@code {"prompt", "completion"}}, and image-text pairs {@code {"image", "text"}}. Each may have a
 * {@code task}. Not thread-safe.
 */
final class RecordParser {

    private static final ImageLoader PICTURES = ImageLoader.standard();

    private final PicturePaths paths;
    private final Map<DataFormat, Long> formats = new EnumMap<>(DataFormat.class);

    /** @param folder base of relative picture paths */
    RecordParser(Path folder) {
        this.paths = new PicturePaths(folder);
    }

    /** The number of samples read, by layout. */
    Map<DataFormat, Long> formats() {
        return formats;
    }

    /**
     * @param place the id of the sample
     * @throws QwenVlException if the layout is unknown, a field is missing or has a wrong value, or a picture would not be used
     */
    Sample read(String place, JsonNode json) {
        DataFormat format = DataFormat.of(json)
                .orElseThrow(() -> new QwenVlException(
                        "must have conversations, messages, image and text, or prompt and completion"));
        RecordFields fields = new RecordFields(json);
        Sample sample = switch (format) {
            case CAPTIONS -> {
                String prompt = RawPrompt.picture(paths.resolved(fields.text("image")));
                yield new Sample.Completion(place, fields.text("task", "caption"), prompt, fields.text("text"));
            }
            case COMPLETIONS -> {
                String prompt = paths.withPaths(fields.text("prompt"));
                yield new Sample.Completion(
                        place, fields.text("task", "completion"), prompt, fields.text("completion"));
            }
            default -> conversation(place, json, format);
        };
        return counted(format, sample);
    }

    /** A row of a CSV file: one question about one picture. */
    Sample read(String place, CsvRow row) {
        String picture = paths.resolved(row.image());
        String answer = row.answer(() -> PICTURES.size(picture));
        List<ChatMessage> messages = Turns.withPictures(
                List.of(picture), List.of(ChatMessage.user(row.question()), ChatMessage.assistant(answer)));
        return counted(DataFormat.CSV, new Sample.Chat(place, "conversation", row.system(), messages));
    }

    private Sample conversation(String place, JsonNode json, DataFormat format) {
        ConversationJson layout = ConversationJson.of(format);
        RecordFields fields = new RecordFields(json);
        List<String> pictures = Stream.of("image", "images")
                .flatMap(field -> fields.texts(field).stream())
                .map(paths::resolved)
                .toList();
        SwiftObjects objects = new SwiftObjects(json.path("objects"), pictures, PICTURES::size);
        List<ChatMessage> messages = layout.messages(json, message -> withPaths(objects.written(message)));
        objects.requireUsed();
        return new Sample.Chat(
                place,
                fields.text("task", "conversation"),
                layout.system(json),
                Turns.withPictures(pictures, messages));
    }

    private ChatMessage withPaths(ChatMessage message) {
        return message.isAnswer() ? message : ChatMessage.user(paths.withPaths(message.value()));
    }

    private Sample counted(DataFormat format, Sample sample) {
        formats.merge(format, 1L, Long::sum);
        return sample;
    }
}
