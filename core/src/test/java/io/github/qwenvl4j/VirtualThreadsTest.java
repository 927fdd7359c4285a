package io.github.qwenvl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.qwenvl4j.prompt.Message;
import io.github.qwenvl4j.testing.OpenedModel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** More questions at once than there are threads to carry them: none may hold its carrier while it waits. */
class VirtualThreadsTest {

    private static final int QUESTIONS = 200;

    @Test
    void questionsOfManyVirtualThreadsAreAnswered() throws Exception {
        assumeTrue(Runtime.version().feature() >= 21, "older JVMs have no virtual threads");
        AnswerOptions options = AnswerOptions.greedy(3);
        ExecutorService threads = (ExecutorService)
                Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
        try (QwenVl model = OpenedModel.open("tiny-vl", Precision.FLOAT32)) {
            List<Future<String>> answers = new ArrayList<>();
            for (int i = 0; i < QUESTIONS; i++) {
                Message question = Message.user("What is " + i % 4 + "?");
                answers.add(threads.submit(() -> model.ask(question, options).text()));
            }
            List<String> texts = new ArrayList<>();
            for (Future<String> answer : answers) {
                texts.add(answer.get(120, TimeUnit.SECONDS));
            }
            for (int i = 0; i < QUESTIONS; i++) {
                assertThat(texts.get(i)).isEqualTo(texts.get(i % 4));
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
