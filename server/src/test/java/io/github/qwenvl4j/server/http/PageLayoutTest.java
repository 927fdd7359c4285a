package io.github.qwenvl4j.server.http;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Route;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where things lie on the screen: nothing over anything else, however long the conversation. */
class PageLayoutTest extends PageInBrowser {

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
    void longAnswersStayInTheirBubbles(int width, int height) {
        page.setViewportSize(width, height);
        page.route(
                "**/v1/chat/completions",
                route -> route.fulfill(new Route.FulfillOptions()
                        .setContentType("text/event-stream")
                        .setBody("data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"" + LONG_ANSWER
                                + "\"}}]}\n\ndata: [DONE]\n\n")));
        addPicture(SCENE);
        for (int answers = 1; answers <= 10; answers++) {
            ask("What is there to be seen? (" + answers + ")");
            assertThat(page.locator(".message.assistant[aria-busy=false]")).hasCount(answers);
            if (List.of(1, 2, 10).contains(answers)) {
                shoot("long-%d-%d".formatted(width, answers));
                assertThat((List<?>) page.evaluate(OVERFLOWING)).isEmpty();
            }
        }
    }
}
