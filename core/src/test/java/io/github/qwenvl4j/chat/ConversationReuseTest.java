package io.github.qwenvl4j.chat;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.qwenvl4j.Answer;
import io.github.qwenvl4j.AnswerOptions;
import io.github.qwenvl4j.KvCacheType;
import io.github.qwenvl4j.Precision;
import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.image.Picture;
import io.github.qwenvl4j.model.Prompt;
import io.github.qwenvl4j.model.Session;
import io.github.qwenvl4j.prompt.Message;
import io.github.qwenvl4j.testing.Fixtures;
import io.github.qwenvl4j.testing.Forward;
import io.github.qwenvl4j.testing.GoldenTensors;
import io.github.qwenvl4j.testing.ModifiedCheckpoint;
import io.github.qwenvl4j.testing.OpenedModel;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a conversation keeps from turn to turn gives the same answers as computing everything anew. */
class ConversationReuseTest {

    private static final AnswerOptions GREEDY = AnswerOptions.greedy(12);
    private static final double TOLERANCE = 2e-4;

    private final String scene = Fixtures.path("images/scene-640x480.png").toString();
    private final String gray = Fixtures.path("images/gray-300x200.png").toString();

    private record Turn(Prompt prompt, Answer answer) {

        int reused() {
            return answer.usage().reusedTokens();
        }
    }

    /** Asks in turn; every answer, and the logits behind its prompt, must be those of a session that knows nothing. */
    private List<Turn> talk(QwenVl model, List<Message> questions) {
        List<Turn> turns = new ArrayList<>();
        try (Conversation conversation = model.conversation();
                Session reusing = model.internals().network().newSession(KvCacheType.COMPUTED)) {
            for (Message question : questions) {
                Prompt prompt = conversation.prompt(question);
                assertThat(GoldenTensors.maxDifference(logits(model, reusing, prompt), freshLogits(model, prompt)))
                        .isLessThan(TOLERANCE);
                Answer alone = model.internals().answer(prompt, GREEDY);
                Answer told = conversation.ask(question, GREEDY);
                assertThat(told.ids()).isEqualTo(alone.ids());
                assertThat(told.text()).isEqualTo(alone.text());
                turns.add(new Turn(prompt, told));
            }
        }
        return turns;
    }

    private static float[] freshLogits(QwenVl model, Prompt prompt) {
        try (Session fresh = model.internals().network().newSession(KvCacheType.COMPUTED)) {
            return logits(model, fresh, prompt);
        }
    }

    private static float[] logits(QwenVl model, Session session, Prompt prompt) {
        return Forward.prefill(model.internals().network(), session, prompt);
    }

    @Test
    void aSecondTurnComputesOnlyWhatIsNew() {
        try (QwenVl model = OpenedModel.open("tiny-vl", Precision.FLOAT32)) {
            List<Turn> answers = talk(
                    model,
                    List.of(
                            Message.user("What is this?", Picture.at(scene)),
                            Message.user("Where is the dog?"),
                            Message.user("And in this one?", Picture.at(gray))));
            int first = answers.get(0).prompt().length();
            int second = answers.get(1).prompt().length();
            assertThat(answers.get(0).reused()).isZero();
            assertThat(answers.get(1).reused()).isGreaterThanOrEqualTo(first);
            assertThat(answers.get(2).reused()).isGreaterThanOrEqualTo(second);
        }
    }

    @Test
    void droppedTurnsAreForgotten() throws IOException {
        try (QwenVl model = ModifiedCheckpoint.open("tiny-vl", "generation_config.json", "max_window_size", 120)) {
            List<Turn> answers = talk(
                    model,
                    List.of(
                            Message.user("One, two, three, four, five."),
                            Message.user("What comes behind five in this row?"),
                            Message.user("And what comes behind that, please?"),
                            Message.user("Is there an end to it?")));
            Turn last = answers.get(answers.size() - 1);
            assertThat(model.internals().tokenizer().decode(last.prompt().ids()))
                    .doesNotContain("One, two");
            assertThat(last.reused()).isLessThan(answers.get(2).prompt().length());
        }
    }

    @Test
    void nothingIsKeptWhenTheRotationChanges() {
        try (QwenVl model = OpenedModel.openWithConfig("tiny-vl", "tiny-vl-long", Precision.FLOAT32)) {
            List<Message> questions = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                questions.add(Message.user("What do you say about " + i + "?"));
            }
            List<Turn> answers = talk(model, questions);
            int changes = 0;
            for (int i = 1; i < answers.size(); i++) {
                boolean sameRotation = alpha(model, answers.get(i)) == alpha(model, answers.get(i - 1));
                assertThat(answers.get(i).reused() > 0).isEqualTo(sameRotation);
                changes += sameRotation ? 0 : 1;
            }
            assertThat(changes).isBetween(1, answers.size() - 2);
        }
    }

    private static double alpha(QwenVl model, Turn answer) {
        return OpenedModel.network(model).language().ntkAlpha(answer.prompt().length());
    }
}
