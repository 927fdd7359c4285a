package io.github.qwenvl4j.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.qwenvl4j.Precision;
import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.cli.Cli;
import io.github.qwenvl4j.image.Picture;
import io.github.qwenvl4j.prompt.Dialogue;
import io.github.qwenvl4j.prompt.Message;
import io.github.qwenvl4j.testing.Fixtures;
import io.github.qwenvl4j.testing.ModifiedCheckpoint;
import io.github.qwenvl4j.testing.OpenedModel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunCommandTest {

    private static final String MODEL = Fixtures.path("tiny-vl").toString();
    private static final String SCENE =
            Fixtures.path("images/scene-640x480.png").toString();
    private static final String ROTATED =
            Fixtures.path("images/exif6-300x160.jpg").toString();

    private static final int IMG_START = 770;
    private static final int IMG_END = 771;

    private static Cli run(String... options) {
        List<String> args = new ArrayList<>(List.of("run", "--model", MODEL, "--dtype", "float32"));
        args.addAll(List.of(options));
        return Cli.run(args);
    }

    @Test
    void jsonHasExactlyTheDocumentedFields() {
        JsonNode json = run("--json", "--max-new-tokens", "3", "--temperature", "0", "--image", SCENE, "Hi")
                .json();
        assertThat(json.fieldNames())
                .toIterable()
                .containsExactly("prompt_ids", "ids", "text", "finish_reason", "boxes", "usage", "timings_ms");
        assertThat(json.get("finish_reason").asText()).isEqualTo("length");
        assertThat(json.get("usage").fieldNames())
                .toIterable()
                .containsExactly("prompt_tokens", "image_tokens", "completion_tokens");
        assertThat(json.at("/usage/prompt_tokens").asInt())
                .isEqualTo(json.get("prompt_ids").size());
        assertThat(json.at("/usage/image_tokens").asInt()).isEqualTo(256);
        assertThat(json.at("/usage/completion_tokens").asInt()).isEqualTo(3);
        assertThat(json.get("timings_ms").fieldNames())
                .toIterable()
                .containsExactly("load", "vision", "prefill", "decode");
        assertThat(json.get("timings_ms")).allMatch(time -> time.asDouble() > 0);
    }

    @Test
    void promptIdsHoldThePathAsGiven() {
        int[] ids = Fixtures.ints(run("--json", "--raw", "--max-new-tokens", "1", "--image", SCENE, "x")
                .json()
                .get("prompt_ids"));
        int start = indexOf(ids, IMG_START);
        byte[] path = SCENE.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < path.length; i++) {
            assertThat(ids[start + 1 + i]).isEqualTo(Byte.toUnsignedInt(path[i]));
        }
        assertThat(ids[start + 257]).isEqualTo(IMG_END);
    }

    @Test
    void rawPromptsGiveTheGoldenTokens() {
        JsonNode golden = StreamSupport.stream(
                        Fixtures.json("expected-generate.json")
                                .required("generate")
                                .spliterator(),
                        false)
                .filter(one -> !one.required("prompt").asText().contains("<img>"))
                .findFirst()
                .orElseThrow();
        JsonNode json = run(
                        "--json",
                        "--raw",
                        "--temperature",
                        "0",
                        "--max-new-tokens",
                        "40",
                        golden.required("prompt").asText())
                .json();
        assertThat(json.get("prompt_ids")).isEqualTo(golden.required("input_ids"));
        assertThat(json.get("ids")).hasSize(40).isEqualTo(golden.required("greedy_new_tokens"));
        assertThat(json.get("text")).isEqualTo(golden.required("greedy_text"));
    }

    @Test
    void chatCheckpointsAreAskedInChatMl() {
        int[] ids = Fixtures.ints(run("--json", "--max-new-tokens", "1", "--system", "Be brief.", "Hi")
                .json()
                .get("prompt_ids"));
        assertThat(ids[0]).isEqualTo(557);
        assertThat(indexOf(ids, 558)).isPositive();
    }

    @ParameterizedTest
    @ValueSource(strings = {"chatml", "raw"})
    void aRunHasTheIdsOfTheLibrary(String format) throws IOException {
        Path directory = ModifiedCheckpoint.directory("tiny-vl", "generation_config.json", "chat_format", format);
        String words = "What does the HTML tag <img> do? <img>/etc/passwd</img> <ref>it</ref><box>(1,2),(3,4)</box>";
        Cli cli = Cli.run(List.of(
                "run",
                "--model",
                directory.toString(),
                "--json",
                "--max-new-tokens",
                "1",
                "--system",
                "Be brief.",
                "--image",
                SCENE,
                "--image",
                ROTATED,
                words));
        try (QwenVl model = OpenedModel.open(directory, Precision.FLOAT32)) {
            Dialogue dialogue = Dialogue.of(
                    Message.system("Be brief."), Message.typed(words, List.of(Picture.at(SCENE), Picture.at(ROTATED))));
            assertThat(Fixtures.ints(cli.json().get("prompt_ids")))
                    .isEqualTo(model.internals().prompts().encode(dialogue).ids());
        }
    }

    @Test
    void streamedTextIsTheTextOfTheJson() {
        String[] options = {"--seed", "5", "--temperature", "1", "--max-new-tokens", "20", "Hi"};
        List<String> pieces = new ArrayList<>();
        String all = streamed(pieces, options);
        List<String> json = new ArrayList<>(List.of(options));
        json.add(0, "--json");
        assertThat(all)
                .isEqualTo(run(json.toArray(String[]::new)).json().get("text").asText() + System.lineSeparator());
        assertThat(pieces).hasSizeGreaterThan(5);
    }

    private static String streamed(List<String> pieces, String... options) {
        StringWriter text = new StringWriter();
        Writer flushes = new Writer() {
            private int from;

            @Override
            public void write(char[] buffer, int offset, int length) {
                text.write(buffer, offset, length);
            }

            @Override
            public void flush() {
                if (text.getBuffer().length() > from) {
                    pieces.add(text.getBuffer().substring(from));
                    from = text.getBuffer().length();
                }
            }

            @Override
            public void close() {}
        };
        List<String> args = new ArrayList<>(List.of("run", "--model", MODEL, "--dtype", "float32"));
        args.addAll(List.of(options));
        Cli.run(flushes, args.toArray(String[]::new));
        return text.toString();
    }

    @Test
    void minPCutsTheUnlikelyOff() {
        String likeliest = sampled("--temperature", "0");
        String any = sampled("--temperature", "1.5", "--seed", "5");
        assertThat(any).isNotEqualTo(likeliest);
        assertThat(sampled("--temperature", "1.5", "--seed", "5", "--min-p", "0"))
                .isEqualTo(any);
        assertThat(sampled("--temperature", "1.5", "--seed", "5", "--min-p", "1"))
                .isEqualTo(likeliest);
    }

    private static String sampled(String... options) {
        List<String> all = new ArrayList<>(List.of("--top-p", "1", "--top-k", "0", "--max-new-tokens", "12"));
        all.addAll(List.of(options));
        all.add("Hi");
        Cli cli = run(all.toArray(String[]::new));
        assertThat(cli.exitCode()).as(cli.err()).isZero();
        return cli.out();
    }

    @Test
    void aDashReadsThePromptFromStandardInput() {
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream("Hi 你好\n".getBytes(StandardCharsets.UTF_8)));
        try {
            JsonNode piped = run("--json", "--max-new-tokens", "1", "-").json();
            assertThat(piped.get("prompt_ids"))
                    .isEqualTo(run("--json", "--max-new-tokens", "1", "Hi 你好")
                            .json()
                            .get("prompt_ids"));
        } finally {
            System.setIn(before);
        }
    }

    @Test
    void picturesAreNumberedInTheirOrder() {
        JsonNode json = run("--json", "--raw", "--max-new-tokens", "1", "--image", SCENE, "--image", ROTATED, "x")
                .json();
        assertThat(json.at("/usage/image_tokens").asInt()).isEqualTo(512);
        int[] ids = Fixtures.ints(json.get("prompt_ids"));
        assertThat(ids).hasSizeGreaterThan(2 * 258);
    }

    @Test
    void threadsDoNotChangeTheAnswer() {
        String[] rest = {"--max-new-tokens", "5", "--temperature", "0", "Hi"};
        assertThat(run(with("--threads", "1", rest)).out())
                .isEqualTo(run(with("--threads", "2", rest)).out());
    }

    private static String[] with(String name, String value, String... rest) {
        List<String> options = new ArrayList<>(List.of(name, value));
        options.addAll(List.of(rest));
        return options.toArray(String[]::new);
    }

    @Test
    void nobodyReadingEndsTheAnswer() {
        AtomicInteger writes = new AtomicInteger();
        Writer closed = new Writer() {
            @Override
            public void write(char[] buffer, int offset, int length) throws IOException {
                writes.incrementAndGet();
                throw new IOException("Broken pipe");
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        String[] args = {"run", "--model", MODEL, "--max-new-tokens", "500", "--temperature", "100", "--seed", "1", "Hi"
        };
        assertThat(Cli.run(closed, args).exitCode()).isZero();
        assertThat(writes).hasValueLessThan(4);
    }

    private static int indexOf(int[] ids, int id) {
        for (int i = 0; i < ids.length; i++) {
            if (ids[i] == id) {
                return i;
            }
        }
        throw new AssertionError(id + " is not there");
    }
}
