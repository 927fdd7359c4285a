package io.github.qwenvl4j.examples;

import io.github.qwenvl4j.Answer;
import io.github.qwenvl4j.AnswerStream;
import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.image.Picture;
import io.github.qwenvl4j.prompt.Message;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Streams an answer about pictures, then lists its boxes. Arguments: a checkpoint's folder, a question, pictures. */
public final class AskAboutPicture {

    private AskAboutPicture() {}

    public static void main(String[] args) {
        String question = args[1];
        List<Picture> pictures = Arrays.stream(args).skip(2).map(Picture::at).toList();
        try (QwenVl model = QwenVl.open(Path.of(args[0]))) {
            Answer answer;
            try (AnswerStream stream = model.stream(Message.user(question, pictures), model.defaults())) {
                stream.forEach(System.out::print);
                answer = stream.answer();
            }
            System.out.println();
            answer.grounded().regions().forEach(region -> System.out.println(region.label() + " at " + region.boxes()));
        }
    }
}
