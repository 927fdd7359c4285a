package io.github.qwenvl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.qwenvl4j.chat.Conversation;
import io.github.qwenvl4j.image.Picture;
import io.github.qwenvl4j.image.RgbImage;
import io.github.qwenvl4j.prompt.Message;
import java.awt.image.BufferedImage;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A null is refused at the door, with the name of the parameter. */
class NullArgumentsTest {

    private static final Message QUESTION = Message.user("What is to be seen?");

    @ParameterizedTest
    @MethodSource("questions")
    void aModelNamesIt(String name, Consumer<QwenVl> call) {
        try (QwenVl model = QwenVl.open()) {
            assertNamed(name, () -> call.accept(model));
        }
    }

    private static Stream<Arguments> questions() {
        return Stream.of(
                question("text", "no text", model -> model.ask((String) null)),
                question("address", "no picture", model -> model.ask("?", (String) null)),
                question("pictures", "no pictures", model -> model.ask("?", (Picture[]) null)),
                question("more", "no further pictures", model -> model.ask("?", "a.png", (String[]) null)),
                question("question", "no message", model -> model.ask((Message) null, model.defaults())),
                question("question", "no message to stream", model -> model.stream(null, model.defaults())),
                question("question", "no message to wait for", model -> model.askAsync(null, model.defaults())),
                question("question", "no message to count", model -> model.tokens(null)),
                question("options", "no options", model -> model.ask(QUESTION, null)),
                question("options", "no options to stream with", model -> model.stream(QUESTION, null)),
                question("options", "no options to wait with", model -> model.askAsync(QUESTION, null)));
    }

    @Test
    void aConversationNamesIt() {
        try (QwenVl model = QwenVl.open();
                Conversation conversation = model.conversation()) {
            assertNamed("pictures", () -> conversation.ask("?", (Picture[]) null));
            assertNamed("address", () -> conversation.ask("?", (String) null));
            assertNamed("question", () -> conversation.ask(null, model.defaults()));
            assertNamed("options", () -> conversation.ask(QUESTION, null));
            assertNamed("system", () -> conversation.setSystem(null));
            assertThat(conversation.history()).isEmpty();
        }
    }

    @Test
    void openingPicturesAndMessagesNameIt() {
        assertNamed("directory", () -> QwenVl.open((Path) null));
        assertNamed("options", () -> QwenVl.open(Path.of("x"), null));
        assertNamed("file", () -> Picture.of((Path) null));
        assertNamed("file", () -> Picture.of((byte[]) null));
        assertNamed("file", () -> Picture.of((InputStream) null));
        assertNamed("address", () -> Picture.of((URI) null));
        assertNamed("image", () -> Picture.of((BufferedImage) null));
        assertNamed("image", () -> Picture.of((RgbImage) null));
        assertNamed("picture", () -> Message.user("?", (Picture) null));
        assertNamed("pictures", () -> Message.user("?", (List<Picture>) null));
    }

    private static Arguments question(String name, String what, Consumer<QwenVl> call) {
        return arguments(name, Named.of(what, call));
    }

    private static void assertNamed(String name, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(NullPointerException.class).hasMessage(name);
    }
}
