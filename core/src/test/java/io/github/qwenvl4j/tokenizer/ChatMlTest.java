package io.github.qwenvl4j.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.qwenvl4j.testing.Fixtures;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ChatMlTest {

    private final QwenTokenizer tokenizer = Tokenizers.tiny();

    static Stream<JsonNode> goldens() {
        return Fixtures.json("expected-generate.json").get("chat").valueStream();
    }

    @ParameterizedTest
    @MethodSource("goldens")
    void contextHasTheReferenceIds(JsonNode golden) {
        List<Turn> history = new ArrayList<>();
        golden.get("history")
                .forEach(turn -> history.add(
                        Turn.visual(turn.get(0).asText(), turn.get(1).asText())));

        EncodedPrompt prompt = new ChatMl(
                        tokenizer, golden.get("max_window_size").asInt())
                .prompt(
                        Segment.visual(golden.get("system").asText()),
                        history,
                        Segment.visual(golden.get("query").asText()));

        assertThat(prompt.ids()).containsExactly(Fixtures.ints(golden.get("context_ids")));
        assertThat(tokenizer.decode(prompt.ids()))
                .isEqualTo(golden.get("context_text").asText());
        assertThat(prompt.images())
                .allSatisfy(image -> assertThat(prompt.ids()[image.start()])
                        .isEqualTo(tokenizer.specials().imgStart()));
    }

    @Test
    void turnIsKeptOnlyWhileTheWindowIsLarger() {
        List<Segment> system = Segment.visual("s");
        Turn turn = Turn.visual("Picture 1: <img>a.png</img>\n?", "yes");
        int without = length(system, List.of(), 1_000_000);
        int with = length(system, List.of(turn), 1_000_000);
        // What follows the history (question and opened answer) does not count.
        int counted = with - (without - systemLength(system));

        assertThat(length(system, List.of(turn), counted)).isEqualTo(without);
        assertThat(length(system, List.of(turn), counted + 1)).isEqualTo(with);
        assertThat(length(system, List.of(turn, turn), counted + 1))
                .as("the older turn is dropped whole")
                .isEqualTo(with);
    }

    @Test
    void imagesOfKeptTurnsAreListedInOrder() {
        EncodedPrompt prompt = new ChatMl(tokenizer, 6144)
                .prompt(
                        Segment.visual(ChatMl.DEFAULT_SYSTEM),
                        List.of(Turn.visual("<img>a</img>", "ok"), Turn.visual("<img>b</img>", "ok")),
                        List.of(
                                new Segment.Image("x".repeat(1000)),
                                new Segment.Text("<img>c</img>", SpecialsHonoured.NONE)));

        assertThat(prompt.images()).extracting(ImageSpan::source).containsExactly("a", "b", "x".repeat(1000));
        assertThat(prompt.images())
                .allSatisfy(image -> assertThat(prompt.ids()[image.start()])
                        .isEqualTo(tokenizer.specials().imgStart()));
    }

    private int length(List<Segment> system, List<Turn> history, int window) {
        return new ChatMl(tokenizer, window)
                .prompt(system, history, Segment.visual("q"))
                .ids()
                .length;
    }

    private int systemLength(List<Segment> system) {
        int[] ids =
                new ChatMl(tokenizer, 1).prompt(system, List.of(), List.of()).ids();
        return 1
                + IntStream.range(0, ids.length)
                        .filter(i -> ids[i] == tokenizer.specials().imEnd())
                        .findFirst()
                        .orElseThrow();
    }
}
