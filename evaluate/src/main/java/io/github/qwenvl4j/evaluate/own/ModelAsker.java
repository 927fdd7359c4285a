package io.github.qwenvl4j.evaluate.own;

import io.github.qwenvl4j.Answer;
import io.github.qwenvl4j.AnswerOptions;
import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.image.Picture;
import io.github.qwenvl4j.prompt.Message;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A model of this process, greedily. Owns it. */
public record ModelAsker(QwenVl model) implements Asker {

    @Override
    public CompletableFuture<String> ask(String question, List<String> pictures, int maxNewTokens) {
        AnswerOptions options = model.defaults().withTemperature(0).withMaxNewTokens(maxNewTokens);
        Message asked =
                Message.typed(question, pictures.stream().map(Picture::at).toList());
        return model.askAsync(asked, options).thenApply(Answer::text);
    }

    @Override
    public int batch() {
        return model.internals().engine().limits().batch();
    }

    @Override
    public void close() {
        model.close();
    }
}
