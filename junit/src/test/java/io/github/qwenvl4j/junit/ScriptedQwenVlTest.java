package io.github.qwenvl4j.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.qwenvl4j.Answer;
import io.github.qwenvl4j.AnswerFormat;
import io.github.qwenvl4j.AnswerStream;
import io.github.qwenvl4j.FinishReason;
import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.grounding.Box;
import io.github.qwenvl4j.image.Picture;
import io.github.qwenvl4j.prompt.Dialogue;
import io.github.qwenvl4j.prompt.Message;
import io.github.qwenvl4j.prompt.ToolDefinition;
import java.awt.image.BufferedImage;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the test of an application sees of a scripted model. */
class ScriptedQwenVlTest {

    @RegisterExtension
    static final ScriptedQwenVl script = new ScriptedQwenVl();

    private static final Picture RED = Picture.of(new BufferedImage(30, 20, BufferedImage.TYPE_INT_RGB));

    @Test
    void theLatestRuleAnswersAndThePromptIsKept() {
        script.always().says("no");
        script.whenAsked("dog").says("<ref>The dog</ref><box>(10,20),(300,400)</box> is grün");
        Answer answer = script.model().ask("Where is the dog?", RED);
        assertThat(answer.text()).endsWith("is grün");
        assertThat(answer.finishReason()).isEqualTo(FinishReason.STOP);
        assertThat(answer.grounded().boxes()).containsExactly(new Box(10, 20, 300, 400));
        assertThat(script.model().ask("Is it a cat?").text()).isEqualTo("no");
        assertThat(script.prompts()).containsExactly("user: [picture]Where is the dog?\n", "user: Is it a cat?\n");
    }

    @Test
    void eachTestBeginsWithAnEmptyScript() {
        assertThatThrownBy(() -> script.model().ask("Where is the dog?"))
                .isInstanceOf(QwenVlException.class)
                .hasMessageContaining("the script has no reply to: user: Where is the dog?");
    }

    @Test
    void limitsStopStringsAndFormatsAreThoseOfEveryModel() {
        script.always().says("one two three");
        var options = script.model().defaults();
        Answer short5 = script.model().ask(Message.user("Count"), options.withMaxNewTokens(5));
        assertThat(short5.text()).isEqualTo("one t");
        assertThat(short5.finishReason()).isEqualTo(FinishReason.LENGTH);
        assertThat(short5.usage().newTokens()).isEqualTo(5);
        assertThat(script.model()
                        .ask(Message.user("Count"), options.withStopStrings(List.of(" three")))
                        .text())
                .isEqualTo("one two");
        assertThat(script.model()
                        .ask(Message.user("Count"), options.withFormat(AnswerFormat.choice("one", "two")))
                        .text())
                .isEqualTo("one");
    }

    @Test
    void anEndlessReplyEndsWhenItsStreamIsClosed() {
        script.always().repeats("na ");
        AnswerStream stream =
                script.model().stream(Message.user("Sing"), script.model().defaults());
        Iterator<String> pieces = stream.iterator();
        String sung = pieces.next() + pieces.next() + pieces.next() + pieces.next();
        stream.close();
        assertThat(sung).isEqualTo("na n");
        assertThatThrownBy(stream::answer)
                .isInstanceOfSatisfying(
                        QwenVlException.class, e -> assertThat(e.kind()).isEqualTo(QwenVlException.Kind.CANCELLED));
    }

    @Test
    void toolsAreCalledAndTheirResultsAnswered() {
        script.whenAsked("Munich").calls("getWeather", Map.of("city", "Munich"));
        script.whenAsked("sunny").says("The sun shines.");
        Dialogue talk = Dialogue.of(Message.user("How is Munich?"))
                .withTools(ToolDefinition.function("getWeather", "", Map.of("type", "object")));
        Answer wish = script.model().answer(talk, script.model().defaults());
        assertThat(wish.toolCalls()).singleElement().satisfies(call -> {
            assertThat(call.name()).isEqualTo("getWeather");
            assertThat(call.values()).isEqualTo(Map.of("city", "Munich"));
        });
        Dialogue more = talk.with(Message.assistant(wish.text())).with(Message.toolResult("sunny"));
        assertThat(script.model().answer(more, script.model().defaults()).text())
                .isEqualTo("The sun shines.");
    }

    @Test
    void aFailureHasItsKind() {
        script.always().fails(QwenVlException.Kind.TOO_LONG, "the prompt is too long");
        assertThatThrownBy(() -> script.model().ask("Where?"))
                .isInstanceOfSatisfying(
                        QwenVlException.class, e -> assertThat(e.kind()).isEqualTo(QwenVlException.Kind.TOO_LONG))
                .hasMessage("the prompt is too long");
    }
}
