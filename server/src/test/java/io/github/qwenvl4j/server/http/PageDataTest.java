package io.github.qwenvl4j.server.http;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.playwright.Locator;
import io.github.qwenvl4j.Precision;
import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.testing.Fixtures;
import io.github.qwenvl4j.testing.OpenedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Answers as data, several models, and requests as programs. */
@Tag("slow") // runs on one JDK
class PageDataTest extends PageInBrowser {

    private static final String SCHEMA = "{\"type\":\"object\",\"properties\":{\"things\":{\"type\":\"array\"}}}";
    private static final String ANSWER =
            "{\"things\":[{\"label\":\"red circle\",\"bbox_2d\":[120,180,430,600]},{\"label\":\"dog\",\"bbox_2d\":[600,300,900,900]}],"
                    + "\"count\":2,\"note\":\"<b>x</b>\",\"more\":[]}";
    private static final String EVIDENCE =
            "[{\"path\":\"/things/0/label\",\"value\":\"red circle\",\"probability\":0.93,\"tokens\":3,\"box\":[120,180,430,600],"
                    + "\"needs_review\":false},{\"path\":\"/things/1/label\",\"value\":\"dog\",\"probability\":0.21,\"tokens\":1,"
                    + "\"box\":[600,300,900,900],\"needs_review\":true},{\"path\":\"/count\",\"value\":2,\"probability\":1,\"tokens\":0,"
                    + "\"needs_review\":false}]";

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder;

    private void chooseForm(String form) {
        page.click("#settings-open");
        page.selectOption("#form", form);
        if (form.equals("schema")) {
            page.fill("#schema", SCHEMA);
        }
        page.click("#settings .primary");
    }

    @ParameterizedTest
    @CsvSource({"1440, 900", "375, 667"})
    void anAnswerInJsonIsATreeBesideItsPicture(int width, int height) throws IOException {
        page.setViewportSize(width, height);
        chooseForm("schema");
        ScriptedChat chat = script();
        addPicture(SCENE);
        ask("What is there?");
        ScriptedChat.Answer reply = chat.next();
        assertThat(reply.request()
                        .at("/response_format/json_schema/schema/type")
                        .asText())
                .isEqualTo("object");
        assertThat(reply.request().get("evidence").asBoolean()).isTrue();
        reply.say(ANSWER.substring(0, 30));
        assertThat(page.locator(".message.assistant code")).containsText("things");
        reply.say(ANSWER.substring(30)).evidence(EVIDENCE).finish();
        Locator tree = page.locator(".tree");
        assertThat(tree.locator(".leaf.review")).containsText("needs review");
        assertThat(tree.locator(".leaf.review")).containsText("21.0 %");
        assertThat(tree).containsText("\"<b>x</b>\"");
        assertThat(tree.locator("b")).hasCount(0);
        assertThat(page.locator("#overlay .mark")).hasCount(2);
        assertThat(page.locator("#labels span")).hasText(new String[] {"red circle", "dog"});
        tree.locator(".placed").first().focus();
        assertThat(page.locator("#overlay .mark.lit")).hasCount(1);
        assertThat((Integer) page.evaluate("document.documentElement.scrollWidth"))
                .isLessThanOrEqualTo(width);
        shoot("tree-" + width);
        page.reload();
        assertThat(page.locator(".tree .leaf.review")).containsText("21.0 %");
    }

    /** The server itself, with a model that knows nothing. */
    @Test
    void aRealAnswerInJsonHasProbabilities() {
        page.click("#settings-open");
        page.selectOption("#form", "schema");
        page.fill("#schema", "{\"enum\":[\"red\",\"blue\"]}");
        page.click("#settings .primary");
        ask("Which colour?");
        assertThat(page.locator(".tree .value")).hasText(Pattern.compile("\"(red|blue)\""));
        assertThat(page.locator(".tree .probability")).hasText(Pattern.compile("[0-9.]+ %"));
    }

    @Test
    void aSchemaThatIsNoJsonIsToldInTheAnswersPlace() {
        page.click("#settings-open");
        page.selectOption("#form", "schema");
        page.fill("#schema", "{oops");
        page.click("#settings .primary");
        ask("Which?");
        assertThat(page.locator(".message.assistant .error")).containsText("The JSON Schema is not JSON");
    }

    private static ModelSource source(String name) {
        Supplier<QwenVl> open = () -> OpenedModel.open("tiny-vl", Precision.FLOAT32);
        return new ModelSource(name, open, 10);
    }

    @ParameterizedTest
    @CsvSource({"1440, 900", "375, 667"})
    void oneOfSeveralModelsAnswers(int width, int height) {
        page.setViewportSize(width, height);
        assertThat(page.locator("#models")).isHidden();
        try (QwenVlServer server = QwenVlServer.start(
                ServerOptions.local(0),
                List.of(source("first"), source("second")),
                ModelMemory.UNBOUNDED,
                TestServer.DATA_URLS)) {
            server.awaitReady();
            visit("http://127.0.0.1:" + server.port() + "/");
            assertThat(page.locator("#models option")).hasText(new String[] {"first · loaded", "second · not loaded"});
            page.selectOption("#models", "second");
            ask("Hello");
            assertThat(page.locator(".message.assistant[aria-busy=false]")).hasCount(1);
            assertThat(page.locator("#models option")).hasText(new String[] {"first · loaded", "second · loaded"});
            shoot("models-" + width);
            page.reload();
            assertThat(page.locator("#models")).hasValue("second");
            assertThat((Integer) page.evaluate("document.documentElement.scrollWidth"))
                    .isLessThanOrEqualTo(width);
        }
    }

    private String copied(String language) {
        Locator answer = page.locator(".message.assistant").first();
        answer.locator(".copy-as summary").click();
        answer.locator(".copy-as button:text-is(\"" + language + "\")").click();
        assertThat(page.locator("#status")).containsText("Copied");
        return (String) page.evaluate("navigator.clipboard.readText()");
    }

    /** What is copied is run, against the same server, with the picture beside it. */
    @Test
    void aRequestIsCopiedAsAProgramThatRuns() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/curl")), "skipped: no curl");
        page.click("#settings-open");
        page.fill("#max_tokens", "7");
        page.fill("#temperature", "0");
        page.click("#settings .primary");
        addPicture(SCENE);
        ask("Say \"it\" for $5 \\ `now`");
        assertThat(page.locator(".message.assistant[aria-busy=false]")).hasCount(1);
        Files.copy(Fixtures.path("images/" + SCENE), folder.resolve("picture1.png"));
        String answer = page.locator(".message.assistant .text").textContent().strip();

        Files.writeString(folder.resolve("ask.sh"), copied("curl"));
        String streamed = output("bash", "ask.sh");
        assertThat(text(streamed)).isEqualToNormalizingWhitespace(answer);

        Files.writeString(folder.resolve("Ask.java"), copied("Java"));
        JsonNode whole = JSON.readTree(output(java(), "Ask.java"));
        assertThat(whole.at("/choices/0/message/content").asText()).isEqualToNormalizingWhitespace(answer);

        String python = copied("Python");
        assertThat(python)
                .contains("from openai import OpenAI", "picture(\"picture1.png\", \"image/png\")", "max_tokens=7")
                .contains("Say \\\"it\\\" for $5 \\\\ `now`");
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private String output(String... command) throws Exception {
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectError(folder.resolve("errors").toFile())
                .start();
        String output = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue())
                .as(Files.readString(folder.resolve("errors")))
                .isZero();
        return output;
    }

    private static String text(String events) throws IOException {
        StringBuilder text = new StringBuilder();
        for (String line : events.split("\n")) {
            if (line.startsWith("data: {")) {
                text.append(JSON.readTree(line.substring(6))
                        .at("/choices/0/delta/content")
                        .asText());
            }
        }
        return text.toString();
    }
}
