package io.github.qwenvl4j.evaluate.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.QwenVlException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is kept of a run. */
class RunLogTest {

    private static final Map<String, ?> SETTINGS = Map.of("benchmark", "gqa", "shots", 0, "seed", 0L);

    @TempDir
    private Path folder;

    private Path file() {
        return folder.resolve("new/answers.jsonl");
    }

    private List<String> ids() {
        List<String> ids = new ArrayList<>();
        RunLog.forEach(file(), each -> ids.add(each.text("id")));
        return ids;
    }

    @Test
    void linesAreThereAtOnceAndHalfALineIsForgotten() throws IOException {
        try (RunLog log = RunLog.open(file(), SETTINGS)) {
            log.add(Map.of("id", "1"));
            log.add(Map.of("id", "2"));
            assertThat(ids()).containsExactly("1", "2"); // before it is closed: a kill would not lose them
        }
        Files.writeString(file(), "{\"id\": \"3", StandardOpenOption.APPEND);
        try (RunLog log = RunLog.open(file(), SETTINGS)) {
            assertThat(log.done()).isEqualTo(2);
            log.add(Map.of("id", "4"));
        }
        assertThat(ids()).containsExactly("1", "2", "4");
    }

    @Test
    void aRunWithOtherSettingsIsRefused() {
        RunLog.open(file(), SETTINGS).close();
        assertThatThrownBy(() -> RunLog.open(file(), Map.of("benchmark", "gqa", "shots", 2, "seed", 0L)))
                .hasMessage(file() + ": holds a run with shots 0, not 2; choose another folder, or delete it");
    }

    @Test
    void answersAreTakenInTheOrderOfTheQuestionsAndOnlySoManyAreOpen() {
        List<String> read = new ArrayList<>();
        InOrder<String> open = new InOrder<>(2, (question, outcome) -> read.add(question + outcome.text()));
        CompletableFuture<String> slow = new CompletableFuture<>();
        open.put("a", slow);
        open.put("b", CompletableFuture.completedFuture("B"));
        assertThat(read).isEmpty();
        slow.complete("A");
        open.put("c", CompletableFuture.completedFuture("C"));
        assertThat(read).containsExactly("aA", "bB", "cC");
    }

    @Test
    void aQuestionsOwnFaultIsItsOutcomeAndAnyOtherEndsTheRun() {
        List<String> reasons = new ArrayList<>();
        InOrder<String> open = new InOrder<>(0, (question, outcome) -> reasons.add(outcome.failure()));
        open.put("a", CompletableFuture.failedFuture(new QwenVlException(Kind.IMAGE, "a.png: is damaged")));
        assertThat(reasons).containsExactly("a.png: is damaged");
        assertThatThrownBy(() -> open.put(
                        "b",
                        CompletableFuture.failedFuture(new QwenVlException(Kind.CLOSED, "the model has been closed"))))
                .hasMessage("the model has been closed");
    }
}
