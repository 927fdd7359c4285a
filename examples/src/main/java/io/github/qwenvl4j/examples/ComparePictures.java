package io.github.qwenvl4j.examples;

import io.github.qwenvl4j.AnswerOptions;
import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.image.Picture;
import io.github.qwenvl4j.prompt.Message;
import java.nio.file.Path;

/** Asks about two pictures at once. Arguments: two pictures. */
public final class ComparePictures {

    private ComparePictures() {}

    public static void main(String[] args) {
        Message question = Message.user("What is in ")
                .picture(Picture.of(Path.of(args[0])))
                .text(" and in ")
                .picture(Picture.of(Path.of(args[1])))
                .text("?");
        try (QwenVl model = QwenVl.open()) {
            System.out.println(model.tokens(question) + " tokens");
            System.out.println(model.ask(question, AnswerOptions.greedy(40)).text());
        }
    }
}
