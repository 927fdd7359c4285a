package io.github.qwenvl4j.server.http;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.BoundingBox;
import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.testing.Fixtures;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the page does with pictures, questions and answers. */
@Tag("slow") // runs on one JDK
class WebPageTest extends PageInBrowser {

    private static final Path EXAMPLE = Path.of(System.getProperty("qwenvl.root"), "examples", "scene.png");

    /** Answers the page's next questions with boxes, which the tiny model's random weights never would. */
    private void answerWithBoxes(List<String> requests) {
        String first =
                "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"There is a red circle\"},\"finish_reason\":null}]}";
        String regions = "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\" beside a blue square.\",\"grounding\":["
                + region("a red circle", 9, 21, "120,180,430,600") + ","
                + region("a blue square", 29, 42, "520,300,900,820") + "]},\"finish_reason\":null}]}";
        String usage = "{\"choices\":[],\"usage\":{\"prompt_tokens\":290,\"completion_tokens\":34,\"total_tokens\":324,"
                + "\"prompt_tokens_details\":{\"cached_tokens\":17}}}";
        page.route("**/v1/chat/completions", route -> {
            requests.add(route.request().postData());
            route.fulfill(new Route.FulfillOptions()
                    .setContentType("text/event-stream")
                    .setBody(
                            "data: " + first + "\n\ndata: " + regions + "\n\ndata: " + usage + "\n\ndata: [DONE]\n\n"));
        });
    }

    private static String region(String ref, int start, int end, String box) {
        return "{\"ref\":\"%s\",\"start\":%d,\"end\":%d,\"image\":0,\"boxes\":[{\"box\":[%s]}],\"quads\":[]}"
                .formatted(ref, start, end, box);
    }

    @Test
    void theModelAnswersAboutAPicture() {
        shoot("01-empty");
        addPicture(SCENE);
        assertThat(page.locator("#suggestions button")).hasCount(3);
        ask("What is this?");
        Locator answer = page.locator(".message.assistant");
        assertThat(answer).hasAttribute("aria-busy", "false");
        assertThat(answer).containsText("tokens");
        shoot("02-real-answer");
        answer.locator(".retry").click();
        assertThat(page.locator(".message.assistant")).hasCount(1);
        assertThat(answer).hasAttribute("aria-busy", "false");
        page.click("#new");
        assertThat(page.locator(".message")).hasCount(0);
        assertThat(page.locator("#drop")).isVisible();
    }

    @Test
    void boxesAreDrawnAndLitAndCopied() {
        List<String> requests = new ArrayList<>();
        answerWithBoxes(requests);
        addPicture(SCENE);
        ask("What is where?");
        assertThat(page.locator("#overlay .mark")).hasCount(2);
        assertThat(page.locator("#labels span")).hasText(new String[] {"a red circle", "a blue square"});
        shoot("03-boxes");
        page.hover(".ref >> nth=0");
        assertThat(page.locator("#overlay .mark.lit")).hasCount(1);
        assertThat(page.locator("#overlay .mark >> nth=0")).hasClass(Pattern.compile("lit"));
        shoot("04-lit");
        page.locator("#overlay .mark >> nth=1").click();
        assertThat(page.locator("#status")).containsText("520, 300, 900, 820");
        assertThat((String) page.evaluate("navigator.clipboard.readText()")).isEqualTo("520, 300, 900, 820");
        ask("And now?");
        assertThat(page.locator(".message.assistant").nth(1)).hasAttribute("aria-busy", "false");
        assertThat(requests.get(1))
                .contains("There is <ref>a red circle</ref><box>(120,180),(430,600)</box>")
                .contains("beside <ref>a blue square</ref><box>(520,300),(900,820)</box>.");
    }

    /** No canned answers here: the model finds the thing, and its box is drawn. */
    @Test
    void theBuiltInModelsOwnBoxesAreDrawn() {
        try (TestServer pico = TestServer.start("pico", UnaryOperator.identity(), QwenVl::open)) {
            visit(pico);
            page.setInputFiles("#files", EXAMPLE);
            assertThat(page.locator("#model")).hasText("pico");
            ask("Where is the brown heart?");
            assertThat(page.locator("#overlay .mark")).hasCount(1);
            assertThat(page.locator("#labels span")).hasText("the brown heart");
            shoot("10-pico");
        }
    }

    @Test
    void aRegionIsMarkedByPointerAndByKeyboard() {
        addPicture(SCENE);
        BoundingBox area = page.locator("#picture").boundingBox();
        page.mouse().move(area.x + area.width * 0.25, area.y + area.height * 0.25);
        page.mouse().down();
        page.mouse().move(area.x + area.width * 0.75, area.y + area.height * 0.5);
        shoot("05-drawing");
        page.mouse().up();
        assertThat(page.locator("#question"))
                .hasValue(Pattern.compile("<box>\\(2\\d\\d,2\\d\\d\\),\\(7\\d\\d,[45]\\d\\d\\)</box>"));
        page.fill("#question", "");
        page.locator("#picture").focus();
        for (String pressed : List.of("Enter", "ArrowRight", "Shift+ArrowDown", "Enter")) {
            page.keyboard().press(pressed);
        }
        assertThat(page.locator("#question")).hasValue("<box>(370,350),(670,670)</box>");
        page.fill("#question", page.inputValue("#question") + " what is this?");
        page.keyboard().press("Enter");
        assertThat(page.locator(".message.user")).containsText("region (370,350),(670,670)");
    }

    @Test
    void severalPicturesAreNumbered() {
        page.setInputFiles(
                "#files", new Path[] {Fixtures.path("images/" + SCENE), Fixtures.path("images/photo-500x375.jpg")});
        assertThat(page.locator("#thumbnails button")).hasCount(2);
        page.evaluate("""
                async () => {
                  const canvas = new OffscreenCanvas(60, 40);
                  canvas.getContext('2d').fillRect(5, 5, 20, 20);
                  const data = new DataTransfer();
                  data.items.add(new File([await canvas.convertToBlob()], 'pasted.png', {type: 'image/png'}));
                  document.dispatchEvent(new ClipboardEvent('paste', {clipboardData: data, bubbles: true}));
                  const drop = new DataTransfer();
                  drop.items.add(new File([await canvas.convertToBlob()], 'dropped.png', {type: 'image/png'}));
                  document.dispatchEvent(new DragEvent('drop', {dataTransfer: drop, bubbles: true}));
                }""");
        assertThat(page.locator("#thumbnails button")).hasCount(4);
        page.click("#thumbnails button >> nth=1");
        assertThat(page.locator("#image")).hasAttribute("alt", Pattern.compile("Picture 2 .*"));
        shoot("06-several");
    }

    @Test
    void aRunningAnswerIsStopped() {
        page.click("#settings-open");
        page.fill("#max_tokens", "4000");
        page.fill("#temperature", "0");
        shoot("07-settings");
        page.click("#settings button[value=ok]");
        page.route(
                "**/v1/chat/completions",
                route -> route.resume(new Route.ResumeOptions()
                        .setPostData(route.request()
                                .postData()
                                .replace("\"stream\":true", "\"stream\":true,\"frequency_penalty\":-2"))));
        ask("Tell me everything");
        assertThat(page.locator(".message.assistant")).hasText(Pattern.compile(".+"));
        page.click("#stop");
        assertThat(page.locator(".message.assistant")).containsText("Stopped");
        assertThat(page.locator("#send")).isVisible();
    }

    @Test
    void refusalsAreShown() {
        page.click("#settings-open");
        page.fill("#top_p", "7");
        page.keyboard().press("Escape");
        ask("Hello");
        assertThat(page.locator(".message .error")).containsText("top_p");
        complaints.removeIf(complaint -> complaint.contains("400 (Bad Request)"));
    }

    @Test
    void itSpeaksChineseInTheDark() {
        List<String> requests = new ArrayList<>();
        answerWithBoxes(requests);
        page.click("#language");
        page.click("#theme");
        assertThat(page.locator("html")).hasAttribute("data-theme", "dark");
        assertThat(page.locator("#send")).hasText("发送");
        addPicture(SCENE);
        ask("图中有什么？");
        assertThat(page.locator("#overlay .mark")).hasCount(2);
        shoot("08-chinese-dark");
        page.reload();
        assertThat(page.locator("#send")).hasText("发送");
    }

    @Test
    void itFitsAPhone() {
        page.setViewportSize(390, 780);
        answerWithBoxes(new ArrayList<>());
        addPicture(SCENE);
        shoot("09-phone");
        ask("What is where?");
        assertThat(page.locator("#overlay .mark")).hasCount(2);
        shoot("10-phone-answer");
        assertThat((Integer) page.evaluate("document.documentElement.scrollWidth"))
                .isLessThanOrEqualTo(390);
        BoundingBox send = page.locator("#send").boundingBox();
        assertThat(send.y + send.height).isLessThanOrEqualTo(780);
    }

    @Test
    void everythingHasANameForScreenReaders() {
        addPicture(SCENE);
        Object nameless = page.evaluate("""
                () => [...document.querySelectorAll('button, input, textarea, img, [role]')]
                  .filter(e => e.checkVisibility() && !e.closest('dialog'))
                  .filter(e => !(e.getAttribute('aria-label') || e.getAttribute('aria-labelledby') || e.textContent.trim()
                     || e.labels?.length || e.hasAttribute('alt') || e.id === 'status'))
                  .map(e => e.outerHTML)""");
        assertThat((List<?>) nameless).isEmpty();
        page.locator("#new").focus();
        page.keyboard().press("Tab");
        assertThat(page.locator("#settings-open")).isFocused();
    }
}
