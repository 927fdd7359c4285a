package io.github.qwenvl4j.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.qwenvl4j.Answer;
import io.github.qwenvl4j.AnswerOptions;
import io.github.qwenvl4j.FinishReason;
import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.grounding.PixelBox;
import io.github.qwenvl4j.image.Picture;
import io.github.qwenvl4j.prompt.Dialogue;
import io.github.qwenvl4j.prompt.Message;
import io.github.qwenvl4j.prompt.layout.EncodedPrompt;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Ten questions about one picture: the built-in model stays within what it bears and keeps seeing the picture. */
class BuiltInTalkTest {

    private static final Picture SCENE = Picture.of(Path.of("../examples/scene.png"));
    private static final List<String> QUESTIONS = List.of(
            "Where is the brown heart?",
            "What color is the triangle?",
            "How many squares are there?",
            "Where is the red triangle?",
            "What shape is the red object?",
            "Is there a gray square?",
            "框出紫色正方形的位置",
            "Where is the gray square?",
            "Describe the image in English.",
            "Where is the brown heart?");

    private static final AnswerOptions GREEDY = AnswerOptions.greedy(512);

    @Test
    void tenTurnsAboutOnePictureStaySensible() {
        try (QwenVl model = QwenVl.open();
                Conversation talk = model.conversation()) {
            List<Answer> answers = IntStream.range(0, QUESTIONS.size())
                    .mapToObj(turn -> ask(talk, turn))
                    .toList();
            assertThat(answers.get(1).text()).isEqualTo("red");
            assertThat(answers.get(4).text()).isEqualTo("triangle");
            assertThat(answers.get(5).text()).isEqualTo("Yes, there is a gray square.");
            assertThat(answers.get(8).text()).contains("a red triangle", "a brown heart", "a purple square");
            found(answers.get(0), new PixelBox(216, 138, 341, 272));
            found(answers.get(3), new PixelBox(210, 318, 347, 459));
            found(answers.get(6), new PixelBox(382, 381, 517, 517));
            found(answers.get(7), new PixelBox(251, 479, 329, 557));
            found(answers.get(9), new PixelBox(216, 138, 341, 272));
        }
    }

    private static Answer ask(Conversation talk, int turn) {
        Message question = Message.user(QUESTIONS.get(turn), turn == 0 ? List.of(SCENE) : List.of());
        EncodedPrompt prompt = talk.encode(question);
        assertThat(prompt.length()).as("turn %d", turn).isLessThan(720);
        assertThat(prompt.pictures()).as("turn %d", turn).hasSize(1);
        assertThat(prompt.dropped()).doesNotContain(0);
        Answer answer = talk.ask(question, GREEDY);
        assertThat(answer.finishReason()).isEqualTo(FinishReason.STOP);
        return answer;
    }

    private static void found(Answer answer, PixelBox place) {
        assertThat(answer.grounded().boxes()).hasSize(1).allSatisfy(box -> {
            PixelBox found = box.toPixels(578, 600);
            double width = Math.max(0, Math.min(found.x2(), place.x2()) - Math.max(found.x1(), place.x1()));
            double height = Math.max(0, Math.min(found.y2(), place.y2()) - Math.max(found.y1(), place.y1()));
            double both = area(found) + area(place) - width * height;
            assertThat(width * height / both).as(answer.text()).isGreaterThan(0.5);
        });
    }

    private static double area(PixelBox box) {
        return (double) (box.x2() - box.x1()) * (box.y2() - box.y1());
    }

    @Test
    void aSinglePromptThatIsTooLongIsRefusedWithTheNumbers() {
        try (QwenVl model = QwenVl.open()) {
            Dialogue dialogue = Dialogue.of(Message.user("Where is the brown heart? ".repeat(300), SCENE));
            assertThatThrownBy(() -> model.internals().prompt(dialogue))
                    .isInstanceOfSatisfying(
                            QwenVlException.class, e -> assertThat(e.kind()).isEqualTo(QwenVlException.Kind.TOO_LONG))
                    .hasMessageMatching(
                            "the prompt has \\d+ tokens, but the model has only 1024 positions for prompt and answer");
        }
    }
}
