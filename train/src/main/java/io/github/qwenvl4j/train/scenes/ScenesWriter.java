package io.github.qwenvl4j.train.scenes;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.file.AtomicFile;
import io.github.qwenvl4j.file.FileProblem;
import io.github.qwenvl4j.train.sample.ChatMessage;
import io.github.qwenvl4j.train.sample.Sample;
import java.awt.image.BufferedImage;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.LongConsumer;

/**
 * Writes samples and their pictures: {@code samples.jsonl}, one sample per line, and {@code images/}, to which the
 * lines refer relative to the folder. Half of the pictures are PNG, half JPEG. Equal arguments write equal files.
 */
public final class ScenesWriter {

    private final SceneSamples samples;
    private final ObjectMapper json = new ObjectMapper();

    public ScenesWriter(SceneSamples samples) {
        this.samples = samples;
    }

    /**
     * @param folder is created if it does not exist; files with the same names are replaced
     * @param progress receives the number of samples written so far
     * @throws QwenVlException if the folder cannot be written to
     */
    public void write(Path folder, long count, LongConsumer progress) {
        Path lines = folder.resolve("samples.jsonl");
        try {
            Files.createDirectories(folder.resolve("images"));
        } catch (IOException e) {
            throw FileProblem.writing(folder, e);
        }
        AtomicFile.write(lines, channel -> {
            Writer out = new BufferedWriter(Channels.newWriter(channel, StandardCharsets.UTF_8));
            for (long index = 0; index < count; index++) {
                out.write(line(withFiles(samples.at(index), folder)));
                out.write('\n');
                progress.accept(index + 1);
            }
            out.flush();
        });
    }

    private String line(Sample sample) throws JsonProcessingException {
        return json.writeValueAsString(sample);
    }

    private Sample withFiles(Sample sample, Path folder) throws IOException {
        Sample renamed = sample;
        for (String handle : sample.images()) {
            renamed = replace(renamed, handle, file(handle, folder));
        }
        return renamed;
    }

    private static String file(String handle, Path folder) throws IOException {
        SceneHandle scene = SceneHandle.parse(handle);
        boolean png = new Dice(scene.seed()).chance(0.5);
        String name = "images/%016x.%s".formatted(scene.seed(), png ? "png" : "jpg");
        BufferedImage image = SceneRenderer.render(scene.scene());
        // The list is written last and atomically, so that it never names a picture that a crash cut off.
        Files.write(folder.resolve(name), png ? PictureBytes.png(image) : PictureBytes.jpeg(image, 0.9));
        return name;
    }

    private static Sample replace(Sample sample, String handle, String file) {
        if (sample instanceof Sample.Completion completion) {
            return new Sample.Completion(
                    completion.id(),
                    completion.task(),
                    completion.prompt().replace(handle, file),
                    completion.completion());
        }
        Sample.Chat conversation = (Sample.Chat) sample;
        return new Sample.Chat(
                conversation.id(),
                conversation.task(),
                conversation.conversations().stream()
                        .map(message ->
                                new ChatMessage(message.from(), message.value().replace(handle, file)))
                        .toList());
    }
}
