package io.github.qwenvl4j.train.things;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.qwenvl4j.file.AtomicFile;
import io.github.qwenvl4j.file.FileProblem;
import io.github.qwenvl4j.train.sample.ChatMessage;
import io.github.qwenvl4j.train.sample.Sample;
import io.github.qwenvl4j.train.scenes.PictureBytes;
import io.github.qwenvl4j.train.things.TalkMaker.Talk;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/** Writes talks about things as files: {@code samples.jsonl} and {@code images/}. */
public final class ThingsWriter {

    private static final int TURNS = 11;

    private final Path folder;
    private final List<DrawnSprite> sprites;
    private final ThingRenderer renderer;
    private final ObjectMapper json = new ObjectMapper();
    private final List<String> lines = new ArrayList<>();

    /**
     * @param icons folder that contains the packages of the icon sets
     * @param folder is created if it does not exist
     * @param drawn receives the name of each icon set that has been drawn
     */
    public ThingsWriter(Path icons, Path folder, Consumer<String> drawn) {
        this(SpriteMaker.make(icons, drawn), folder);
    }

    ThingsWriter(List<DrawnSprite> sprites, Path folder) {
        this.folder = folder;
        try {
            Files.createDirectories(folder.resolve("images"));
        } catch (IOException e) {
            throw FileProblem.writing(folder, e);
        }
        this.sprites = sprites;
        this.renderer = new ThingRenderer(sprites);
    }

    /** Talks for training. */
    public void writeTalks(long seed, long count, LongConsumer progress) {
        TalkMaker maker = new TalkMaker(new SpriteBox(described(), false), new TalkWordings(TalkWordings.Part.SEEN));
        for (long i = 0; i < count; i++) {
            Talk talk = maker.make(seed + i, TURNS);
            add("talk-" + (seed + i), talk.sample().task(), talk);
            progress.accept(i + 1);
        }
        finish();
    }

    /** An exam with {@code count} questions per row. */
    public void writeExam(int count, LongConsumer progress) {
        new ThingExamMaker(described(), count).make((id, talk) -> {
            add(id, id.substring(0, id.lastIndexOf('/')), talk);
            progress.accept(lines.size());
        });
        finish();
    }

    /** The vocabulary of the talks, {@code qwen.tiktoken}. */
    public void writeVocabulary(int merges) {
        ThingVocabulary.write(described(), merges, folder.resolve("qwen.tiktoken"));
    }

    private List<Sprite> described() {
        return sprites.stream().map(DrawnSprite::sprite).toList();
    }

    private void finish() {
        AtomicFile.write(folder.resolve("samples.jsonl"), String.join("\n", lines) + "\n");
    }

    private void add(String id, String task, Talk talk) {
        String place = id.replace('/', '-');
        try {
            List<String> names = new ArrayList<>();
            for (int i = 0; i < talk.pictures().size(); i++) {
                boolean jpeg = (place.hashCode() + i) % 3 == 0;
                String name = "images/" + place + "-" + i + (jpeg ? ".jpg" : ".png");
                BufferedImage image = renderer.render(talk.pictures().get(i));
                Files.write(folder.resolve(name), jpeg ? PictureBytes.jpeg(image, 0.9f) : PictureBytes.png(image));
                names.add(name);
            }
            lines.add(json.writeValueAsString(named(id, task, talk.sample(), names)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Sample named(String id, String task, Sample sample, List<String> names) {
        if (sample instanceof Sample.Completion completion) {
            return new Sample.Completion(id, task, fill(completion.prompt(), names), completion.completion());
        }
        Sample.Chat chat = (Sample.Chat) sample;
        return new Sample.Chat(
                id,
                task,
                chat.conversations().stream()
                        .map(message -> new ChatMessage(message.from(), fill(message.value(), names)))
                        .toList());
    }

    private static String fill(String text, List<String> names) {
        String filled = text;
        for (int i = 0; i < names.size(); i++) {
            filled = filled.replace("<img>" + i + "</img>", "<img>" + names.get(i) + "</img>");
        }
        return filled;
    }
}
