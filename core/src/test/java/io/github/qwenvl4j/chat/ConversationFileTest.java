package io.github.qwenvl4j.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.grounding.Box;
import io.github.qwenvl4j.grounding.Point;
import io.github.qwenvl4j.grounding.Quad;
import io.github.qwenvl4j.image.Picture;
import io.github.qwenvl4j.prompt.Message;
import io.github.qwenvl4j.prompt.Part;
import io.github.qwenvl4j.prompt.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConversationFileTest {

    private static final SavedConversation TALK = new SavedConversation(
            "You are \"kind\".",
            List.of(
                    new Exchange(
                            Message.user(
                                            "What is ",
                                            Picture.at("a b.png"),
                                            Picture.at("https://x/y.jpg").named("y"))
                                    .region("this", new Box(1, 2, 3, 4), new Box(0, 0, 1000, 1000))
                                    .text("?\n图"),
                            "<ref>a dog</ref><box>(1,2),(3,4)</box>"),
                    new Exchange(
                            new Message(
                                    Role.USER,
                                    List.of(new Part.Region(
                                            Optional.empty(),
                                            List.of(new Quad(List.of(
                                                    new Point(1, 2),
                                                    new Point(3, 4),
                                                    new Point(5, 6),
                                                    new Point(7, 8))))))),
                            "")));

    @TempDir
    private Path folder;

    @Test
    void whatIsSavedIsLoaded() throws IOException {
        Path file = folder.resolve("talk.json");
        Files.writeString(file, "an older one");
        ConversationFile.write(file, TALK);
        assertThat(ConversationFile.read(file)).isEqualTo(TALK);
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void aFolderThatIsMissingIsNamed() {
        Path file = folder.resolve("missing/talk.json");
        assertThatThrownBy(() -> ConversationFile.write(file, TALK))
                .isInstanceOf(QwenVlException.class)
                .hasMessage(file + ": cannot be written: no such folder");
        assertThatThrownBy(() -> ConversationFile.read(file))
                .isInstanceOf(QwenVlException.class)
                .hasMessage(file + ": cannot be read: no such file or folder");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{ | is not valid JSON",
                "[] | is not a saved conversation",
                "{\"format\":\"other\"} | \"format\" is not",
                "{F} | history is not a list",
                "{F,\"history\":[]} | system is not a text",
                "{F,\"system\":\"\",\"history\":[{\"answer\":\"x\"}]} | history[0].question is not a list",
                "{F,\"system\":\"\",\"history\":[{\"question\":[]}]} | history[0].answer is not a text",
                "{F,\"history\":[{\"question\":[\"hi\"]}]} | history[0].question[0] is not an object with one field",
                "{F,\"history\":[{\"question\":[{\"sound\":\"x\"}]}]} | [0] is none of image, text, ref, box, quad",
                "{F,\"history\":[{\"question\":[{\"image\":7}]}]} | history[0].question[0] is not a text",
                "{F,\"history\":[{\"question\":[{\"box\":[1,2,3]}]}]} | does not have 4 coordinates",
                "{F,\"history\":[{\"question\":[{\"box\":[1,2,3,1001]}]}]} | has coordinate 1001",
                "{F,\"history\":[{\"question\":[{\"quad\":[1,2,3,4]}]}]} | does not have 8 coordinates"
            })
    void badFilesAreRefusedInOneLine(String json, String message) throws IOException {
        Path file = folder.resolve("talk.json");
        Files.writeString(file, json.replace("F", "\"format\":\"qwenvl4j-conversation/1\""));
        assertThatThrownBy(() -> ConversationFile.read(file))
                .isInstanceOf(QwenVlException.class)
                .hasMessageStartingWith(file + ": ")
                .hasMessageContaining(message)
                .message()
                .doesNotContain("\n");
    }
}
