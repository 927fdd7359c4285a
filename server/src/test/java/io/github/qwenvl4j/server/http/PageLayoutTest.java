package io.github.qwenvl4j.server.http;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.BoundingBox;
import io.github.qwenvl4j.testing.Fixtures;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where things lie on the screen: nothing over anything else, however long the conversation. */
@Tag("slow") // runs on one JDK
class PageLayoutTest extends PageInBrowser {

    private ScriptedChat chat;

    @BeforeEach
    void answersAreScripted() throws IOException {
        chat = script();
    }

    private static final Path PICTURE = Fixtures.path("images/" + SCENE);
    private static final String LONG_ANSWER =
            "The picture shows a market with many stalls, people who walk by, and lamps above them. ".repeat(20);

    /** Messages that hold more than they are high, and messages that lie over the one before. */
    private static final String OVERFLOWING = """
            () => {
              const messages = [...document.querySelectorAll('.message')];
              const bottom = message => message.getBoundingClientRect().bottom;
              return messages.filter((message, i) => message.scrollHeight > message.clientHeight
                  || i > 0 && message.getBoundingClientRect().top < bottom(messages[i - 1]))
                .map(message => `${message.className} ${message.clientHeight} ${message.scrollHeight}`);
            }""";

    @ParameterizedTest
    @CsvSource({"1280, 800", "375, 667"})
    void longAnswersStayInTheirBubbles(int width, int height) throws IOException {
        page.setViewportSize(width, height);
        addPicture(SCENE);
        for (int answers = 1; answers <= 10; answers++) {
            ask("What is there to be seen? (" + answers + ")");
            chat.next().say(LONG_ANSWER).finish();
            assertThat(page.locator(".message.assistant[aria-busy=false]")).hasCount(answers);
            if (List.of(1, 2, 10).contains(answers)) {
                shoot("long-%d-%d".formatted(width, answers));
                assertThat((List<?>) page.evaluate(OVERFLOWING)).isEmpty();
            }
        }
    }

    @Test
    void theReaderMayScrollUpWhileAnAnswerIsWritten() throws IOException {
        ask("Tell me everything");
        ScriptedChat.Answer answer = chat.next().say(LONG_ANSWER);
        assertThat(page.locator(".message.assistant")).containsText("lamps above them");
        assertThat(atEnd()).isTrue();
        assertThat(page.locator("#to-end")).isHidden();
        page.hover("#log");
        page.mouse().wheel(0, -5000);
        assertThat(page.locator("#to-end")).isVisible();
        answer.say("\n\n" + LONG_ANSWER + "Now the end.").finish();
        assertThat(page.locator(".message.assistant")).containsText("Now the end.");
        assertThat(page.locator(".message.assistant")).hasAttribute("aria-busy", "false");
        assertThat((Integer) page.evaluate("document.getElementById('log').scrollTop"))
                .isZero();
        page.click("#to-end");
        assertThat(page.locator("#to-end")).isHidden();
        assertThat(atEnd()).isTrue();
        ask("And more?");
        chat.next().say(LONG_ANSWER).finish();
        assertThat(page.locator(".message.assistant[aria-busy=false]")).hasCount(2);
        assertThat(atEnd()).isTrue();
    }

    private boolean atEnd() {
        return (Boolean) page.evaluate("() => { const log = document.getElementById('log');"
                + " return log.scrollHeight - log.scrollTop - log.clientHeight < 5; }");
    }

    @ParameterizedTest
    @CsvSource({"1280, 800", "375, 667"})
    void whatHappenedIsSaidBesideTheButtonsNotOverThem(int width, int height) throws IOException {
        page.setViewportSize(width, height);
        ask("Hello");
        chat.next().say(LONG_ANSWER).finish();
        page.locator(".message.assistant .copy").click();
        assertThat(page.locator("#status")).containsText("Copied");
        BoundingBox status = page.locator("#status").boundingBox();
        assertThat(status.height).isGreaterThan(15);
        for (Locator button : page.locator("button:visible, textarea:visible").all()) {
            if ((Boolean) button.evaluate("e => e.closest('#log') === null")) {
                BoundingBox other = button.boundingBox();
                assertThat(other.y >= status.y + status.height || other.y + other.height <= status.y)
                        .as(button.toString())
                        .isTrue();
            }
        }
        BoundingBox log = page.locator("#log").boundingBox();
        assertThat(log.y + log.height).isLessThanOrEqualTo(status.y + 0.5);
    }

    @Test
    void smallPicturesAreEnlargedAndLargeOnesFit() {
        page.evaluate("""
                async () => {
                  const data = new DataTransfer();
                  for (const [width, height] of [[60, 40], [3000, 600], [300, 2000]]) {
                    const canvas = new OffscreenCanvas(width, height);
                    canvas.getContext('2d').fillRect(5, 5, 20, 20);
                    data.items.add(new File([await canvas.convertToBlob()], `${width}.png`, {type: 'image/png'}));
                  }
                  document.dispatchEvent(new DragEvent('drop', {dataTransfer: data, bubbles: true}));
                }""");
        assertThat(page.locator("#thumbnails button")).hasCount(3);
        BoundingBox stage = page.locator("#stage").boundingBox();
        for (int i = 0; i < 3; i++) {
            page.locator("#thumbnails button").nth(i).click();
            BoundingBox picture = page.locator("#image").boundingBox();
            double shape = List.of(1.5, 5.0, 0.15).get(i);
            assertThat(picture.width / picture.height).isBetween(0.97 * shape, 1.03 * shape);
            assertThat(Math.max(picture.width / stage.width, picture.height / stage.height))
                    .isBetween(0.4, 1.0);
        }
        page.locator("#thumbnails button").first().click();
        assertThat(page.locator("#image").boundingBox().width).isEqualTo(480, within(1.0));
        shoot("small-picture");
    }

    @Test
    void ninePicturesLeaveEightAndAWord() {
        page.setInputFiles("#files", Collections.nCopies(9, PICTURE).toArray(Path[]::new));
        assertThat(page.locator("#thumbnails button")).hasCount(8);
        assertThat(page.locator("#view")).isVisible();
        assertThat(page.locator("#status")).hasText("A conversation can have 8 pictures: added 8 of 9.");
        shoot("nine-pictures");
        page.locator("#waiting .close").first().click();
        assertThat(page.locator("#thumbnails button")).hasCount(7);
        assertThat(page.locator("#waiting li")).hasCount(7);
    }

    @Test
    void aPhonesButtonsAreLargeEnoughForAThumb() throws IOException {
        page.setViewportSize(375, 667);
        List<String> small = new ArrayList<>(smallButtons());
        addPicture(SCENE);
        small.addAll(smallButtons());
        ask("Where?");
        chat.next()
                .say("a circle there")
                .ground("a circle", 0, 0, "100,100,500,500")
                .finish();
        assertThat(page.locator("#boxes button")).hasCount(1);
        small.addAll(smallButtons());
        page.click("#history-open");
        assertThat(page.locator("#history-list li")).hasCount(1);
        small.addAll(smallButtons());
        assertThat(small).isEmpty();
        assertThat((Integer) page.evaluate("document.documentElement.scrollWidth"))
                .isLessThanOrEqualTo(375);
    }

    /** Words of a region are links in running text, which may be as high as the text. */
    @SuppressWarnings("unchecked")
    private List<String> smallButtons() {
        return (List<String>) page.evaluate("""
                () => [...document.querySelectorAll('button:not(.ref)')].filter(e => e.checkVisibility())
                  .filter(e => e.offsetHeight < 44 || e.offsetWidth < 44).map(e => e.outerHTML)""");
    }
}
