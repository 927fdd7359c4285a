package io.github.qwenvl4j.server.http;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.Rule;
import com.microsoft.playwright.FileChooser;
import io.github.qwenvl4j.testing.Fixtures;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The page for everybody: by keyboard, by screen reader, with weak eyes; and over plain http. */
@Tag("slow") // runs on one JDK
class PageAccessTest extends PageInBrowser {

    @ParameterizedTest
    @CsvSource({"1280, 800, light", "1280, 800, dark", "375, 667, light", "375, 667, dark"})
    void axeFindsNothing(int width, int height, String theme) throws IOException {
        page.setViewportSize(width, height);
        if (theme.equals("dark")) {
            page.click("#theme");
        }
        page.waitForTimeout(300);
        String name = "%s-%d".formatted(theme, width);
        checkedAndShot(name + "-empty");
        ScriptedChat chat = script();
        addPicture(SCENE);
        checkedAndShot(name + "-picture");
        ask("Where is it?");
        chat.next()
                .say("a red circle, **bold**, `code` and [a link](https://example.org)\n\n> quoted\n\n```\nblock\n```")
                .ground("a red circle", 0, 0, "250,250,500,500")
                .finish();
        assertThat(page.locator(".message.assistant")).hasAttribute("aria-busy", "false");
        ask("And there?");
        ScriptedChat.Answer reply = chat.next().say("a blue square");
        assertThat(page.locator(".message.assistant").nth(1)).containsText("a blue square");
        reply.breakOff();
        assertThat(page.locator(".error")).isVisible();
        checkedAndShot(name + "-answers");
        page.click("#history-open");
        checkedAndShot(name + "-conversations");
        page.click("#history-close");
        page.click("#settings-open");
        checkedAndShot(name + "-settings");
        complaints.removeIf(complaint -> complaint.contains("ERR_INCOMPLETE_CHUNKED_ENCODING"));
    }

    private void checkedAndShot(String name) {
        shoot(name);
        List<Rule> found = new AxeBuilder(page).analyze().getViolations();
        assertThat(found.stream()
                        .flatMap(rule -> rule.getNodes().stream()
                                .map(node -> rule.getId() + ": " + node.getHtml() + " " + node.getFailureSummary())))
                .as(name)
                .isEmpty();
    }

    @Test
    void theQuestionHasTheFocusAfterTheFileDialog() {
        for (String opener : List.of("#choose", "#add")) {
            FileChooser chooser = page.waitForFileChooser(() -> page.click(opener));
            chooser.setFiles(Fixtures.path("images/" + SCENE));
            assertThat(page.locator("#question")).isFocused();
        }
        assertThat(page.locator("#waiting li")).hasCount(2);
        page.locator("#waiting .close").first().press("Enter");
        assertThat(page.locator("#waiting li")).hasCount(1);
        assertThat(page.locator("#question")).isFocused();
    }

    @Test
    void aConversationIsLedByKeyboard() throws IOException {
        ScriptedChat chat = script();
        page.keyboard().press("Tab");
        page.keyboard().press("Enter"); // skip to the question
        page.locator("#question").pressSequentially("Hello");
        page.keyboard().press("Enter");
        chat.next().say("Endless");
        assertThat(page.locator(".message.assistant .text")).hasText("Endless");
        page.keyboard().press("Escape");
        assertThat(page.locator(".message.assistant .foot")).containsText("Stopped");
        assertThat(page.locator("#question")).isFocused();
        page.locator(".message.user .edit").focus();
        page.keyboard().press("Enter");
        assertThat(page.locator(".message textarea")).isFocused();
        page.keyboard().press("Escape");
        assertThat(page.locator(".message.user .edit")).isFocused();
    }

    /** Under another name than this machine's the browser offers no clipboard to plain http. */
    @Test
    void copyingWorksOnPlainHttp() throws IOException {
        try (TestServer named = TestServer.start(PageAccessTest::named)) {
            visit("http://lan.example:" + named.port() + "/");
            assertThat(page.locator("#model")).hasText("tiny-vl");
            assertThat((Boolean) page.evaluate("navigator.clipboard === undefined"))
                    .isTrue();
            ask("Hello");
            assertThat(page.locator(".message.assistant")).hasAttribute("aria-busy", "false");
            page.hover(".message.user");
            page.locator(".message.user .copy").click();
            assertThat(page.locator("#status")).hasText("Copied: Hello");
            page.locator("#question").focus();
            page.keyboard().press("Control+V");
            assertThat(page.locator("#question")).hasValue("Hello");
        }
    }

    private static ServerOptions named(ServerOptions o) {
        return o.withAccess(
                new Access(Set.of("lan.example"), CrossOrigin.none(), false, ApiKeys.none(), RateLimits.NONE));
    }
}
