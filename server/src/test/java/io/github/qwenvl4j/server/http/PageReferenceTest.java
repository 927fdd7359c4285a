package io.github.qwenvl4j.server.http;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.AriaRole;
import org.junit.jupiter.api.Test;

/** The description of the API as people read it. */
class PageReferenceTest extends PageInBrowser {

    @Test
    void everyRouteIsThereWithItsFields() {
        page.navigate(page.url() + "docs");
        Locator chat = page.locator("[id='post/v1/chat/completions']");
        assertThat(chat).isVisible();
        chat.locator("summary").first().click();
        assertThat(chat.locator("pre").first()).containsText("curl -s http://127.0.0.1:");
        assertThat(chat.locator("table").first()).containsText("tool_choice");
        assertThat(page.locator("[id='get/metrics']")).isVisible();
        page.getByRole(AriaRole.SEARCHBOX).fill("length_normalised");
        assertThat(page.locator("[id='post/v1/decisions']")).isVisible();
        assertThat(chat).isHidden();
        assertThat(new AxeBuilder(page).analyze().getViolations()).isEmpty();
    }
}
