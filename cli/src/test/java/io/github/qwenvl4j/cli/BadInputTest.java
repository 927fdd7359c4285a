package io.github.qwenvl4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.qwenvl4j.testing.Fixtures;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a person gets for each kind of bad input: one line, an exit code, no stack trace. */
class BadInputTest {

    private static final String INDEX = "model.safetensors.index.json";
    private static final String SHARD = "model-00002-of-00002.safetensors";

    @TempDir
    static Path folder;

    /**
     * @param line what stderr begins with, after {@code qwenvl: }; {@code DIR} is the test's folder
     */
    record Case(String name, int exitCode, String line, List<String> args) {

        @Override
        public String toString() {
            return name;
        }
    }

    @BeforeAll
    static void makePictures() throws IOException {
        write("good.yaml", "questions: [{id: a, ask: b}]");
        write("bad.yaml", "questions: [{id: a, ask: b, colour: c}]");
        write("text.png", "I am a text");
        write("empty.jpg", "");
        write("page.jpg", "<!DOCTYPE html><p>404");
        write("drawing.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>");
        byte[] jpeg = Files.readAllBytes(Fixtures.path("images/cmyk-200x150.jpg"));
        Files.write(folder.resolve("cut.jpg"), Arrays.copyOf(jpeg, 700));
        ImageIO.write(
                new BufferedImage(10, 10, BufferedImage.TYPE_INT_RGB),
                "png",
                folder.resolve("huge.png").toFile());
        try (RandomAccessFile png =
                new RandomAccessFile(folder.resolve("huge.png").toFile(), "rw")) {
            png.seek(16);
            png.write(ByteBuffer.allocate(8).putInt(20_000).putInt(10_000).array());
            byte[] header = new byte[17];
            png.seek(12);
            png.readFully(header);
            CRC32 crc = new CRC32();
            crc.update(header);
            png.writeInt((int) crc.getValue());
        }
    }

    static Stream<Case> arguments() {
        return Stream.of(
                usage("unknown command", "unknown command 'rum'; did you mean run?", "rum"),
                usage("two letters swapped", "unknown command 'rnu'; did you mean run?", "rnu"),
                usage("a letter too many", "unknown command 'evall'; did you mean eval?", "evall"),
                usage("an option's letters swapped", "Unknown option: '--sede'; did you mean --seed?", "run", "--sede"),
                usage(
                        "an option with its value",
                        "Unknown option: '--topp=1'; did you mean --top-p?",
                        "run",
                        "--topp=1"),
                usage("nothing like it", "unknown command 'zebra' (see qwenvl --help)", "zebra"),
                usage("unknown option", "Unknown option: '--colour'", "run", "--colour", "x"),
                usage("option misspelt", "Unknown option: '--imag'; did you mean --image", "run", "--imag", "x"),
                usage("no prompt", "Missing required parameter: 'PROMPT'", "run"),
                usage("too many arguments", "Unmatched argument at index 2: 'b'", "inspect", "a", "b"),
                run("picture as prompt", "'./none.png' is the name of a picture", "./none.png"),
                run("picture among the words", "'b/c.heic' is the name of a picture", "What", "is", "b/c.heic"),
                run("standard input twice", "standard input (-) can be given once", "--image", "-", "-"),
                run("questions and a prompt", "--questions takes neither a prompt", "--questions", "q.txt", "a"),
                run("no questions", "DIR/none.txt: cannot be read: no such file", "--questions", "DIR/none.txt"),
                usage("option without value", "Missing required parameter for option '--model'", "run", "a", "--model"),
                usage(
                        "seed is no number",
                        "Invalid value for option '--seed': 'x' is not a whole number (see",
                        "run",
                        "--seed",
                        "x",
                        "a"),
                usage(
                        "no number",
                        "Invalid value for option '--top-p': 'nan' is not a number (see",
                        "run",
                        "--top-p",
                        "nan",
                        "a"),
                usage(
                        "too many digits",
                        "Invalid value for option '--port': '99999999999' is too large",
                        "serve",
                        "--port",
                        "99999999999"),
                usage(
                        "option twice",
                        "option '--seed' (N) should be specified only once",
                        "run",
                        "--seed",
                        "1",
                        "--seed",
                        "2",
                        "a"),
                run("empty prompt", "the prompt is empty", ""),
                run("blank prompt", "the prompt is empty", " \t "),
                run("no tokens wanted", "max-new-tokens is 0, but must be at least 1", "--max-new-tokens", "0", "a"),
                run(
                        "negative temperature",
                        "temperature is -1.0, but must be from 0 to 100",
                        "--temperature",
                        "-1",
                        "a"),
                run("temperature NaN", "temperature is NaN, but must be from 0 to 100", "--temperature", "NaN", "a"),
                run("min-p above 1", "min-p is 1.5, but must be from 0 to 1", "--min-p", "1.5", "a"),
                run("top-p above 1", "top-p is 1.5, but must be above 0, at most 1", "--top-p", "1.5", "a"),
                run("negative top-k", "top-k is -3, but must be 0 (off) or more", "--top-k", "-3", "a"),
                run("no penalty", "repetition-penalty is 0.0, but must be above 0", "--repetition-penalty", "0", "a"),
                run("unknown dtype", "unknown dtype 'float8'", "--dtype", "float8", "a"),
                run("unknown device", "unknown device 'tpu': use cpu or cuda", "--device", "tpu", "a"),
                run(
                        "no CUDA",
                        "device cuda: needs the module qwenvl4j-torch with LibTorch for cuda on the class path",
                        "--device",
                        "cuda",
                        "a"),
                run("no threads", "threads is 0, but must be from 1 to 1024", "--threads", "0", "a"),
                run("system of a raw prompt", "--raw takes no --system", "--raw", "--system", "s", "a"),
                run(
                        "image never closed",
                        "<img> at character 6 of the prompt is not closed by </img>",
                        "--raw",
                        "Hello <img>a"),
                new Case(
                        "batch without pictures",
                        1,
                        "DIR/none: cannot be read: no such file or folder",
                        List.of("batch", "DIR/none", "DIR/out.jsonl", "--spec", "DIR/good.yaml")),
                new Case(
                        "batch to a file of unknown form",
                        1,
                        "cannot write DIR/out.txt: the name must end in .jsonl, .ndjson or .csv",
                        List.of("batch", "DIR", "DIR/out.txt", "--spec", "DIR/good.yaml")),
                new Case(
                        "specification with an unknown field",
                        1,
                        "DIR/bad.yaml: question 1: unknown field colour; known are ask, ",
                        List.of("batch", "DIR", "DIR/out.jsonl", "--spec", "DIR/bad.yaml")),
                new Case(
                        "share above 1",
                        1,
                        "max-error-share is 2.0, but must be from 0 to 1",
                        List.of("batch", "DIR", "DIR/out.jsonl", "--spec", "DIR/good.yaml", "--max-error-share", "2")),
                new Case(
                        "vocabulary is no rank file",
                        1,
                        "rank file DIR/text.png, line 1: bad base64",
                        List.of("tokenize", "--vocabulary", "DIR/text.png", "a")),
                new Case(
                        "no vocabulary",
                        1,
                        "DIR/none.tiktoken: cannot be read: no such file or folder",
                        List.of("tokenize", "--vocabulary", "DIR/none.tiktoken", "a")));
    }

    static Stream<Case> pictures() {
        return Stream.of(
                picture("no such file", "DIR/none.jpg", "image DIR/none.jpg "),
                picture("a folder", "DIR", "image DIR "),
                picture(
                        "text called .png",
                        "DIR/text.png",
                        "image DIR/text.png is text, not a JPEG, PNG, WebP, GIF or BMP"),
                picture(
                        "page 0",
                        "DIR/empty.jpg#page=0",
                        "image DIR/empty.jpg#page=0 has no page 0: pages are numbered from 1"),
                picture(
                        "page x",
                        "DIR/empty.jpg#page=x",
                        "image DIR/empty.jpg#page=x has no page x: pages are numbered from 1"),
                picture("empty file", "DIR/empty.jpg", "image DIR/empty.jpg is empty"),
                picture("HTML page", "DIR/page.jpg", "image DIR/page.jpg is an HTML page"),
                picture("SVG", "DIR/drawing.svg", "image DIR/drawing.svg is "),
                picture("JPEG cut off", "DIR/cut.jpg", "image DIR/cut.jpg is a JPEG file that ends early"),
                picture(
                        "200 megapixels",
                        "DIR/huge.png",
                        "image DIR/huge.png is 20000 x 10000; at most 50000000 pixels are allowed"),
                picture(
                        "unknown scheme",
                        "ftp://example.org/a.jpg",
                        "image ftp://example.org/a.jpg has the unknown scheme ftp"),
                picture("nobody listens", "http://127.0.0.1:1/a.jpg", "image http://127.0.0.1:1/a.jpg "),
                picture("data URL that is none", "data:image/png;base64,@@", "image data:image/png;base64,@@ "));
    }

    static Stream<Case> checkpoints() throws IOException {
        return Stream.of(
                checkpoint("no such folder", "none", ": no such folder"),
                checkpoint("empty folder", made("bare"), ": is not a checkpoint: it has no config.json"),
                checkpoint("config is no JSON", with("config-text", "config.json", "hello"), "/config.json: "),
                checkpoint(
                        "config without a field",
                        edited("no-hidden", "config.json", "\"hidden_size\"", "\"h\""),
                        "/config.json: hidden_size"),
                checkpoint(
                        "senseless field",
                        edited("heads", "config.json", "\"num_attention_heads\": 4", "\"num_attention_heads\": 0"),
                        "/config.json: num_attention_heads"),
                checkpoint(
                        "other quantisation",
                        edited(
                                "hqq",
                                "config.json",
                                "\"hidden_size\"",
                                "\"quantization_config\": {\"quant_method\": \"hqq\"}, \"hidden_size\""),
                        "/config.json: quantization_config.quant_method is hqq"),
                checkpoint(
                        "shape of another config",
                        edited("mlp", "config.json", "\"intermediate_size\": 704", "\"intermediate_size\": 800"),
                        ": 6 tensors misshapen: transformer.h.0.mlp"),
                checkpoint(
                        "layer too many",
                        edited("layers", "config.json", "\"num_hidden_layers\": 2", "\"num_hidden_layers\": 3"),
                        ": "),
                checkpoint(
                        "layer too few",
                        edited("layer", "config.json", "\"num_hidden_layers\": 2", "\"num_hidden_layers\": 1"),
                        ": "),
                checkpoint(
                        "other vocabulary",
                        edited("vocabulary", "config.json", "\"image_start_id\": 770", "\"image_start_id\": 5"),
                        "/qwen.tiktoken: <img> is token 770, but config.json says visual.image_start_id 5"),
                checkpoint(
                        "no rank file",
                        without("ranks", "qwen.tiktoken"),
                        "/qwen.tiktoken: the tokenizer's rank file is missing"),
                new Case(
                        "rank file damaged",
                        1,
                        "rank file DIR/cut-ranks/qwen.tiktoken, line 256: rank 25 is given twice",
                        List.of(
                                "run",
                                "--model",
                                "DIR/" + edited("cut-ranks", "qwen.tiktoken", " 255\n", " 25\n"),
                                "Hi")),
                checkpoint("no weights", without("weightless", INDEX), ": "),
                checkpoint("missing shard", without("shard", SHARD), "/" + INDEX + ": shard " + SHARD + " is missing"),
                checkpoint("shard cut off", cut("cut", SHARD), "/" + SHARD),
                checkpoint("shard is text", with("text", SHARD, "Not a safetensors file, but a text."), "/" + SHARD),
                checkpoint(
                        "git-lfs pointer",
                        with("lfs", SHARD, "version https://git-lfs.github.com/spec/v1\noid sha256:0\n"),
                        "/" + SHARD + ": is a git-lfs pointer, not the file itself: fetch it with git lfs pull"),
                checkpoint(
                        "unknown chat format",
                        edited("format", "generation_config.json", "chatml", "alpaca"),
                        "/generation_config.json: chat_format is alpaca"));
    }

    @ParameterizedTest
    @MethodSource({"arguments", "pictures", "checkpoints"})
    void oneLineAndAnExitCode(Case bad) {
        Cli cli = Cli.run(bad.args().stream().map(BadInputTest::located).toList());
        System.out.printf(
                "%-28s | %d | %s%n",
                bad.name(), cli.exitCode(), cli.err().strip().replace(folder.toString(), "DIR"));
        assertThat(cli.err()).startsWith("qwenvl: " + located(bad.line())).hasLineCount(1);
        assertThat(cli.exitCode()).isEqualTo(bad.exitCode());
        assertThat(cli.out()).isEmpty();
    }

    private static String located(String text) {
        return text.replaceFirst("^DIR", folder.toString()).replace(" DIR", " " + folder);
    }

    private static Case usage(String name, String line, String... args) {
        return new Case(name, 2, line, List.of(args));
    }

    private static Case run(String name, String line, String... args) {
        List<String> all = new ArrayList<>(
                List.of("run", "--model", Fixtures.path("tiny-vl").toString()));
        all.addAll(List.of(args));
        return new Case(name, 1, line, all);
    }

    private static Case picture(String name, String source, String line) {
        return run(name, line, "--image", source, "What is it?");
    }

    private static Case checkpoint(String name, String directory, String line) {
        return new Case(name, 1, "DIR/" + directory + line, List.of("run", "--model", "DIR/" + directory, "Hi"));
    }

    private static void write(String name, String content) throws IOException {
        Files.writeString(folder.resolve(name), content);
    }

    private static String made(String name) throws IOException {
        Files.createDirectories(folder.resolve(name));
        return name;
    }

    private static String copied(String name) throws IOException {
        made(name);
        try (Stream<Path> files = Files.list(Fixtures.path("tiny-vl"))) {
            for (Path file : files.toList()) {
                Files.copy(file, folder.resolve(name).resolve(file.getFileName().toString()));
            }
        }
        return name;
    }

    private static String without(String name, String file) throws IOException {
        copied(name);
        Files.delete(folder.resolve(name).resolve(file));
        return name;
    }

    private static String with(String name, String file, String content) throws IOException {
        copied(name);
        Files.writeString(folder.resolve(name).resolve(file), content);
        return name;
    }

    private static String edited(String name, String file, String from, String to) throws IOException {
        String content = Files.readString(Fixtures.path("tiny-vl").resolve(file), StandardCharsets.UTF_8);
        assertThat(content).contains(from);
        return with(name, file, content.replace(from, to));
    }

    private static String cut(String name, String file) throws IOException {
        copied(name);
        Path shard = folder.resolve(name).resolve(file);
        byte[] bytes = Files.readAllBytes(shard);
        Files.write(shard, Arrays.copyOf(bytes, bytes.length - 1000));
        return name;
    }
}
