package io.github.qwenvl4j.family.qwenvl.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.image.Picture;
import io.github.qwenvl4j.prompt.Dialogue;
import io.github.qwenvl4j.prompt.Message;
import io.github.qwenvl4j.prompt.PictureOrder;
import io.github.qwenvl4j.prompt.Role;
import io.github.qwenvl4j.prompt.layout.EncodedPrompt;
import io.github.qwenvl4j.prompt.layout.PictureRows;
import io.github.qwenvl4j.prompt.layout.PlacedPicture;
import io.github.qwenvl4j.prompt.layout.RoleSpan;
import io.github.qwenvl4j.prompt.layout.Window;
import io.github.qwenvl4j.testing.Fixtures;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ChatMlTest {

    private static final Picture PICTURE = Picture.at("a.png");

    private final QwenTokenizer tokenizer = QwenTokenizer.load(Fixtures.path("tiny-vl/qwen.tiktoken"), 256);
    private final ChatMl template = new ChatMl(tokenizer);

    static Stream<JsonNode> goldens() {
        return Fixtures.json("expected-generate.json").get("chat").valueStream();
    }

    @ParameterizedTest
    @MethodSource("goldens")
    void contextHasTheReferenceIds(JsonNode golden) {
        EncodedPrompt prompt = GoldenDialogues.encode(tokenizer, golden);

        assertThat(prompt.ids()).containsExactly(Fixtures.ints(golden.get("context_ids")));
        assertThat(tokenizer.decode(prompt.ids()))
                .isEqualTo(golden.get("context_text").asText());
        assertThat(prompt.pictures())
                .hasSize((int) Arrays.stream(prompt.ids())
                        .filter(id -> id == tokenizer.specials().imgStart())
                        .count())
                .allSatisfy(placed -> assertThat(prompt.ids()[placed.start()])
                        .isEqualTo(tokenizer.specials().imgStart()));
        assertThat(prompt.dropped())
                .isEqualTo(golden.get("name").asText().equals("window-truncated") ? List.of(0) : List.of());
    }

    @Test
    void spansTellWhoSaidWhat() {
        EncodedPrompt prompt = encode(
                1_000_000,
                Message.system("Be brief."),
                Message.user("What is this?", PICTURE),
                Message.assistant("<ref>a dog</ref><box>(1,2),(3,4)</box>"),
                Message.user("Where?"));

        assertThat(prompt.spans())
                .extracting(RoleSpan::role)
                .containsExactly(Role.SYSTEM, Role.USER, Role.ASSISTANT, Role.USER);
        assertThat(prompt.spans())
                .extracting(span -> content(prompt, span))
                .containsExactly(
                        "Be brief.",
                        "Picture 1: <img>a.png</img>\nWhat is this?",
                        "<ref>a dog</ref><box>(1,2),(3,4)</box>",
                        "Where?");
        assertThat(prompt.pictures()).extracting(PlacedPicture::rows).containsExactly(256);
    }

    private String content(EncodedPrompt prompt, RoleSpan span) {
        return tokenizer.decode(Arrays.copyOfRange(prompt.ids(), span.content(), span.end()));
    }

    @Test
    void aTurnIsKeptOnlyWhileTheWindowIsLarger() {
        Message[] history = {Message.user("one?"), Message.assistant("yes")};
        int without = encode(1_000_000, Message.user("q")).length();
        EncodedPrompt whole = encode(1_000_000, history[0], history[1], Message.user("q"));
        int turn = whole.length() - without;
        int system = whole.spans().get(0).next() - 1; // as the reference counts, without the line break behind it

        EncodedPrompt dropped = encode(system + turn, history[0], history[1], Message.user("q"));
        assertThat(dropped.length()).isEqualTo(without);
        assertThat(dropped.dropped()).containsExactly(0);
        assertThat(dropped.undroppedLength()).isEqualTo(whole.length());
        assertThat(encode(system + turn + 1, history[0], history[1], Message.user("q")))
                .isEqualTo(whole);
    }

    @Test
    void theTurnWithTheLatestPictureStaysAndTheOldestWithoutGoFirst() {
        Message[] talk = {
            Message.user("Old", PICTURE), Message.assistant("a"),
            Message.user("New", Picture.at("b.png")), Message.assistant("b"),
            Message.user("One"), Message.assistant("c"),
            Message.user("Two"), Message.assistant("d"),
            Message.user("Now?")
        };
        int whole = encode(1_000_000, talk).spans().get(8).next();
        List<List<Integer>> dropped = Stream.iterate(whole, window -> window > 20, window -> window - 1)
                .map(window -> encode(window, talk).dropped())
                .distinct()
                .toList();
        assertThat(dropped)
                .containsExactly(
                        List.of(),
                        List.of(2),
                        List.of(2, 3),
                        List.of(0, 2, 3),
                        List.of(0, 1),
                        List.of(0, 1, 2),
                        List.of(0, 1, 2, 3));
    }

    @Test
    void picturesKeepTheirNumbersWhenTurnsAreDropped() {
        EncodedPrompt prompt = encode(
                310,
                Message.user("Old", PICTURE),
                Message.assistant("a"),
                Message.user("New", Picture.at("b.png")),
                Message.assistant("b"),
                Message.user("Now?"));
        assertThat(prompt.dropped()).containsExactly(0);
        assertThat(tokenizer.decode(prompt.ids()))
                .contains("Picture 2: <img>b.png</img>")
                .doesNotContain("Picture 1");
        assertThat(prompt.ids()[prompt.pictures().get(0).start()])
                .isEqualTo(tokenizer.specials().imgStart());
    }

    @Test
    void aPromptIsBoundedToo() {
        Dialogue dialogue = Dialogue.of(Message.user("one"), Message.assistant("two"), Message.user("three"));
        int whole = template.encode(dialogue, Window.UNBOUNDED, PictureOrder.AS_GIVEN, PictureRows.FIXED)
                .length();
        assertThat(template.encode(dialogue, new Window(10_000, whole), PictureOrder.AS_GIVEN, PictureRows.FIXED)
                        .dropped())
                .isEmpty();
        assertThat(template.encode(dialogue, new Window(10_000, whole - 1), PictureOrder.AS_GIVEN, PictureRows.FIXED)
                        .dropped())
                .containsExactly(0);
    }

    @Test
    void theLastWordMustBeTheUsers() {
        assertThatThrownBy(() -> encode(100, Message.user("hi"), Message.assistant("hello")))
                .isInstanceOf(QwenVlException.class)
                .hasMessage("a dialogue to be answered must end with a message of the user");
    }

    private EncodedPrompt encode(int window, Message... messages) {
        return template.encode(
                Dialogue.of(messages),
                new Window(window, Integer.MAX_VALUE),
                PictureOrder.AS_TRAINED,
                PictureRows.FIXED);
    }
}
