package io.github.qwenvl4j.family.qwen3vl;

import io.github.qwenvl4j.prompt.Message;
import io.github.qwenvl4j.prompt.Part;
import java.util.ArrayList;
import java.util.List;

/** Introduces pictures and videos by their numbers, counted through a dialogue. */
final class PictureNumbers {

    private int pictures;
    private int videos;

    List<Message> of(List<Message> messages) {
        return messages.stream()
                .map(message -> new Message(message.role(), parts(message.parts())))
                .toList();
    }

    private List<Part> parts(List<Part> parts) {
        List<Part> numbered = new ArrayList<>();
        for (Part part : parts) {
            if (part instanceof Part.PicturePart) {
                numbered.add(new Part.Text("Picture " + ++pictures + ": "));
            } else if (part instanceof Part.Film) {
                numbered.add(new Part.Text("Video " + ++videos + ": "));
            }
            numbered.add(part instanceof Part.Result result ? new Part.Result(parts(result.parts())) : part);
        }
        return numbered;
    }
}
