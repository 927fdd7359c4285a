package io.github.qwenvl4j.cli.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.qwenvl4j.cli.Cli;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code eval own} with pico, whose answers to these questions are known, and with a server. */
class EvalOwnTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path EXAMPLES = Path.of(System.getProperty("qwenvl.root"), "examples");

    @TempDir
    private Path folder;

    private Path data;

    @BeforeEach
    void write() throws IOException {
        Files.copy(EXAMPLES.resolve("shapes.png"), folder.resolve("shapes.png"));
        data = Files.write(
                folder.resolve("own.jsonl"),
                List.of(
                        "{\"id\": \"found\", \"kind\": \"place\", \"image\": \"shapes.png\", \"question\": \"Where is the red heart?\","
                                + " \"boxes\": [" + RED_HEART + "]}",
                        "{\"id\": \"lost\", \"kind\": \"place\", \"image\": \"shapes.png\", \"question\": \"Where is the red heart?\","
                                + " \"boxes\": [[0, 0, 3, 3]]}",
                        "{\"id\": \"said\", \"kind\": \"colour\", \"image\": \"shapes.png\", \"question\": \"What color is the heart?\","
                                + " \"answer\": \"red\"}",
                        "{\"id\": \"absent\", \"kind\": \"colour\", \"image\": \"no-such.png\", \"question\": \"<script>?\", \"answer\":"
                                + " \"red\"}"));
    }

    /** In pixels of shapes.png, from the answer in the README. */
    private static final String RED_HEART = "[70, 206, 130, 265]";

    private Cli own(String out, String... more) {
        List<String> args = new ArrayList<>(List.of("eval", "own", "--data", data.toString()));
        args.addAll(List.of("--out", folder.resolve(out).toString()));
        args.addAll(List.of(more));
        return Cli.run(args);
    }

    private static JsonNode lastLine(Cli cli) throws IOException {
        List<String> lines = cli.out().lines().toList();
        return JSON.readTree(lines.get(lines.size() - 1));
    }

    private static double mean(JsonNode result, String metric) {
        return result.get("metrics").get(metric).get("mean").asDouble();
    }

    @Test
    void theReportHasTotalsSlicesPicturesAndBoxes() throws IOException {
        Cli cli = own("run");
        assertThat(cli.exitCode()).as(cli.err()).isZero();
        assertThat(cli.err())
                .contains("no answer to absent: ", "no-such.png", "report: " + folder.resolve("run/report.html"));
        JsonNode result = lastLine(cli);
        assertThat(result.get("items").asInt()).isEqualTo(4);
        assertThat(result.get("failed").asInt()).isEqualTo(1);
        assertThat(mean(result, "boxes_f1@0.5")).isEqualTo(0.5);
        assertThat(mean(result, "exact")).isEqualTo(0.5);
        String html = Files.readString(folder.resolve("run/report.html"));
        assertThat(html)
                .contains(
                        "By kind",
                        "boxes_f1@0.5",
                        "<rect class=\"expected\"",
                        "<rect class=\"answered\"",
                        "data:image/jpeg;base64,")
                .contains("&lt;script&gt;?", "Questions without an answer, which count as wrong: 1")
                .doesNotContain("<script", "http://", "https://");
        assertThat(JSON.readTree(folder.resolve("run/scores.json").toFile())).isEqualTo(result);
    }

    @Test
    void aServerIsAskedAndComparedWithTheModel() throws IOException {
        assertThat(own("pico").exitCode()).isZero();
        List<String> asked = new ArrayList<>();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v1/models", exchange -> reply(exchange, 200, "{\"data\": [{\"id\": \"theirs\"}]}"));
        server.createContext("/v1/chat/completions", exchange -> {
            JsonNode body = JSON.readTree(exchange.getRequestBody());
            synchronized (asked) {
                asked.add(body.toString());
            }
            boolean colour = body.toString().contains("What color");
            reply(
                    exchange,
                    colour ? 400 : 200,
                    colour
                            ? "{\"error\": {\"message\": \"too large\"}}"
                            : "{\"choices\": [{\"message\": {\"content\": \"<box>(0,0),(10,9)</box>\"}}]}");
        });
        server.start();
        try {
            String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/v1";
            Cli cli = own(
                    "theirs",
                    "--endpoint",
                    url,
                    "--against",
                    folder.resolve("pico").toString());
            assertThat(cli.exitCode()).as(cli.err()).isZero();
            assertThat(cli.err()).contains("no answer to said: " + url + " answered with status 400: too large");
            JsonNode against = lastLine(cli).get("against");
            assertThat(against.get("boxes_f1@0.5").get("wins").asInt()).isEqualTo(1);
            assertThat(against.get("boxes_f1@0.5").get("losses").asInt()).isEqualTo(1);
            assertThat(against.get("exact").get("losses").asInt()).isEqualTo(1);
            assertThat(Files.readString(folder.resolve("theirs/report.html"))).contains("Wins", "Losses", "other run");
            assertThat(asked).hasSize(3).allMatch(body -> body.contains("\"model\":\"theirs\""));
            assertThat(asked.get(0)).contains("\"temperature\":0", "data:image/png;base64,");
        } finally {
            server.stop(0);
        }
    }

    private static void reply(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Test
    void aScoreThatIsTooLowEndsWithOne() {
        Cli low = own("run", "--fail-under", "exact=0.9");
        assertThat(low.exitCode()).isEqualTo(1);
        assertThat(low.err()).contains("qwenvl: exact is 0.5, below the 0.9 of --fail-under");
        assertThat(own("run", "--fail-under", "exact=0.5").exitCode()).isZero();
        assertThat(own("run", "--fail-under", "exat=0.5").err())
                .contains("there is no metric exat; there are exact, contains");
        assertThat(own("run", "--fail-under", "regex=0.5").err()).contains("no question is scored by regex");
    }

    @Test
    void whatIsWrongIsSaidInOneLine() throws IOException {
        assertThat(own("run", "--endpoint", "http://127.0.0.1:1/v1").err().strip())
                .isEqualTo("qwenvl: http://127.0.0.1:1/v1: nothing answers there");
        assertThat(own("run", "--against", folder.resolve("none").toString()).err())
                .contains("none: holds no run: there is no answers.jsonl");
        Files.writeString(data, "{\"question\": \"?\"}\n");
        assertThat(own("run").err().strip())
                .isEqualTo("qwenvl: " + data + ":1: expects nothing: give answer, boxes, choices, regex or json");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"id\":1 | :4: is not valid JSON: it ends too early",
                "{\"id\":1;{\"id\":2} | :4: is not valid JSON: it ends too early",
                "{\"id\":;{\"id\":2};{\"id\":3} | :4: is not valid JSON: it ends too early",
                "{\"id\":1]} | :4: is not valid JSON at column 8",
                "{;  \"id\": 1;  \"question\": \"?\";} | :4: is not valid JSON at line 6, column 3",
                ";nothing | :5: is not valid JSON at column 1",
            })
    void aRecordThatIsNotJsonIsNamedByItsLine(String broken, String said) throws IOException {
        List<String> lines = new ArrayList<>(Files.readAllLines(data).subList(0, 3));
        lines.addAll(List.of(broken.split(";", -1)));
        Files.write(data, lines);
        assertThat(own("run").err().strip()).isEqualTo("qwenvl: " + data + said);
        Files.write(data, List.of("garbage", "{\"id\": 1}"));
        assertThat(own("run").err().strip()).isEqualTo("qwenvl: " + data + ":1: is not valid JSON at column 1");
    }
}
