package io.github.qwenvl4j.cli.run;

import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.cli.picture.TypedPictures;
import io.github.qwenvl4j.image.Picture;
import io.github.qwenvl4j.model.SeenPicture;
import io.github.qwenvl4j.prompt.Dialogue;
import io.github.qwenvl4j.prompt.Message;
import io.github.qwenvl4j.prompt.Part;
import io.github.qwenvl4j.prompt.Role;
import io.github.qwenvl4j.prompt.Video;
import io.github.qwenvl4j.prompt.layout.EncodedPrompt;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A question in free words.
 *
 * @param pictures precede the text
 * @param video stands behind the pictures
 * @param system absent: the model's default system text
 * @param numbered whether pictures are introduced by their numbers also for models that take them without
 */
record Question(
        String text,
        List<Picture> pictures,
        Optional<Video> video,
        Optional<String> system,
        boolean raw,
        boolean numbered)
        implements Query {

    @Override
    public EncodedPrompt encode(QwenVl model, Function<Picture, SeenPicture> seen) {
        if (raw) {
            return model.internals().prompts().encodeRaw(rawMessage(model), seen);
        }
        List<Message> messages = new ArrayList<>();
        system.ifPresent(words -> messages.add(Message.system(words)));
        List<Part> parts = new ArrayList<>();
        pictures.forEach(picture -> parts.add(Part.PicturePart.of(picture)));
        video.ifPresent(shown -> parts.add(new Part.Film(shown)));
        parts.addAll(Message.typed(text));
        messages.add(new Message(Role.USER, parts));
        return model.internals().prompts().encode(new Dialogue(messages).withNumbers(numbered), seen);
    }

    /** The prompt may name pictures too: it comes from the user's own command line. */
    private Message rawMessage(QwenVl model) {
        List<Part> parts = new ArrayList<>();
        pictures.forEach(picture -> parts.add(Part.PicturePart.of(picture)));
        parts.addAll(model.internals().prompts().parseRaw(text, Picture::at));
        return new Message(Role.USER, parts);
    }

    /** The name of a picture in the prompt would be text: the model would not see the picture. */
    static void requireNoPicture(List<String> words) {
        for (String word : words) {
            if (TypedPictures.named(word).isPresent()) {
                throw new QwenVlException("'" + word + "' is the name of a picture: give it as --image " + word);
            }
        }
    }
}
