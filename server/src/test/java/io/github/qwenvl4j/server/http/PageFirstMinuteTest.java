package io.github.qwenvl4j.server.http;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.playwright.Download;
import com.microsoft.playwright.options.BoundingBox;
import io.github.qwenvl4j.QwenVl;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.List;
import java.util.function.UnaryOperator;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What somebody who has never seen the page is offered, and what can be done with boxes. */
@Tag("slow") // runs on one JDK
class PageFirstMinuteTest extends PageInBrowser {

    /** What each offered question is about, in the page's order; the built-in model answers all of them rightly. */
    private static final List<List<String>> RIGHT_ANSWERS = List.of(
            List.of("a rabbit, a house, a tree and a dog", "the dog", "4"),
            List.of("the brown heart", "red", "No, there is no blue circle."),
            List.of("the red heart", "black", "No, there is no green star."),
            List.of(
                    "LOUNGE",
                    "a brown rectangle, a red square and a sign \"LOUNGE\"",
                    "a brown rectangle, a red square and a sign \"LOUNGE\""));

    @Test
    void theBuiltInModelAnswersItsExamples() {
        try (TestServer pico = TestServer.start("pico", UnaryOperator.identity(), QwenVl::open)) {
            visit(pico);
            assertThat(page.locator("#about-model")).containsText("was not trained on photos");
            assertThat(page.locator("#examples button")).hasCount(12);
            page.click("#settings-open");
            page.fill("#temperature", "0");
            page.click("#settings button[value=ok]");
            shoot("first-minute");
            for (int example = 0; example < RIGHT_ANSWERS.size(); example++) {
                for (int question = 0; question < 3; question++) {
                    page.locator("#examples li")
                            .nth(example)
                            .locator("button")
                            .nth(question)
                            .click();
                    assertThat(page.locator(".message.user .thumb")).hasCount(1);
                    assertThat(page.locator(".message.assistant .text"))
                            .hasText(RIGHT_ANSWERS.get(example).get(question));
                    assertThat(page.locator(".message.assistant")).hasAttribute("aria-busy", "false");
                    page.click("#new");
                }
            }
        }
    }

    @Test
    void otherModelsGetQuestionsThatFitAnyPicture() throws IOException {
        ScriptedChat chat = script();
        assertThat(page.locator("#about-model")).isHidden();
        assertThat(page.locator("#examples button")).hasCount(12);
        page.locator("#examples li >> nth=2")
                .getByText("Describe this picture.")
                .click();
        ScriptedChat.Answer answer = chat.next();
        JsonNode content = answer.request().get("messages").get(0).get("content");
        assertThat(content.get(0).get("image_url").get("url").asText()).startsWith("data:image/png;base64,");
        assertThat(content.get(1).get("text").asText()).isEqualTo("Describe this picture.");
        answer.say("Shapes.").finish();
        assertThat(page.locator("#image")).hasAttribute("alt", "Picture 1 shapes.png");
        assertThat(page.locator("#welcome")).isHidden();
    }

    private void placeABox() throws IOException {
        ScriptedChat chat = script();
        addPicture(SCENE);
        ask("Where is the circle?");
        chat.next()
                .say("a red circle")
                .ground("a red circle", 0, 0, "250,250,500,500")
                .finish();
        assertThat(page.locator(".message.assistant")).hasAttribute("aria-busy", "false");
    }

    @Test
    void aBoxFillsTheViewAndBack() throws IOException {
        placeABox();
        BoundingBox view = page.locator("#picture").boundingBox();
        page.click("#boxes button");
        page.waitForCondition(() -> page.locator("#overlay .mark").boundingBox().width > 0.6 * view.width);
        BoundingBox mark = page.locator("#overlay .mark").boundingBox();
        assertThat(mark.x).isGreaterThan(view.x);
        assertThat(mark.y + mark.height).isLessThan(view.y + view.height);
        shoot("zoomed");
        page.click("#whole");
        page.waitForCondition(() -> page.locator("#overlay .mark").boundingBox().width < 0.3 * view.width);
        page.locator("#overlay .mark").focus();
        page.keyboard().press("z");
        page.waitForCondition(() -> page.locator("#overlay .mark").boundingBox().width > 0.6 * view.width);
        page.locator("#picture").focus();
        page.keyboard().press("Escape");
        page.waitForCondition(() -> page.locator("#overlay .mark").boundingBox().width < 0.3 * view.width);
    }

    @Test
    void thePictureIsSavedWithItsBoxes() throws IOException {
        placeABox();
        Download download = page.waitForDownload(() -> page.click("#save-picture"));
        assertThat(download.suggestedFilename()).isEqualTo("scene-640x480-boxes.png");
        BufferedImage saved = ImageIO.read(download.createReadStream());
        assertThat(saved.getWidth()).isEqualTo(800);
        assertThat(saved.getHeight()).isEqualTo(600);
        for (int[] place : new int[][] {{200, 225}, {400, 225}, {300, 225}}) {
            assertThat((saved.getRGB(place[0], place[1]) & 0xFFFFFF) == 0xB5402E)
                    .as("the box's colour at " + place[0] + ", " + place[1])
                    .isEqualTo(place[0] != 300);
        }
    }

    @Test
    void theBoxesAreSavedAsJson() throws IOException {
        placeABox();
        Download download = page.waitForDownload(() -> page.click("#save-boxes"));
        assertThat(download.suggestedFilename()).isEqualTo("scene-640x480-boxes.json");
        assertThat(new ObjectMapper().readTree(download.createReadStream()))
                .isEqualTo(new ObjectMapper().readTree("""
                {"picture": {"name": "scene-640x480.png", "width": 640, "height": 480}, "answer": "a red circle",
                 "regions": [{"ref": "a red circle", "boxes": [{"box": [250, 250, 500, 500], "pixels": [250, 250, 500, 500]}],
                   "quads": []}]}"""));
    }
}
