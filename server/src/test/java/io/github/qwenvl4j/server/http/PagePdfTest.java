package io.github.qwenvl4j.server.http;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static io.github.qwenvl4j.server.http.PagesApiTest.pdf;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.options.FilePayload;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** PDF files on the page. */
class PagePdfTest extends PageInBrowser {

    @Test
    void aPdfOnThePageIsAPictureForEachPage() throws Exception {
        ScriptedChat chat = script();
        page.setInputFiles("#files", new FilePayload("invoice.pdf", "application/pdf", pdf(2)));
        assertThat(page.locator("#thumbnails button")).hasCount(2);
        assertThat(page.locator("#view")).isVisible();
        shoot("pdf-pages");
        ask("What is the total?");
        JsonNode content = chat.next().request().at("/messages/0/content");
        JsonNode drawn = TestServer.json(
                        server().post("/v1/pages", "{\"document\":\"" + PagesApiTest.url(pdf(2)) + "\"}"))
                .get("data");
        for (int i = 0; i < 2; i++) {
            assertThat(content.get(i).at("/image_url/url"))
                    .isEqualTo(drawn.get(i).get("url"));
        }
        assertThat(content.get(2).get("text").asText()).isEqualTo("What is the total?");
    }

    @Test
    void aLongPdfOnThePageLeavesEightPagesAndAWord() throws Exception {
        addPicture(SCENE);
        page.setInputFiles("#files", new FilePayload("book.pdf", "application/pdf", pdf(10)));
        assertThat(page.locator("#thumbnails button")).hasCount(8);
        assertThat(page.locator("#status")).hasText("A conversation can have 8 pictures: added 7 of 10.");
    }

    @Test
    void aDamagedPdfOnThePageIsNamed() throws Exception {
        byte[] damaged = "%PDF-1.4 nothing else".getBytes(StandardCharsets.US_ASCII);
        page.setInputFiles("#files", new FilePayload("bad.pdf", "application/pdf", damaged));
        assertThat(page.locator("#status")).containsText("bad.pdf: image 1 cannot be used");
        assertThat(page.locator("#drop")).isVisible();
        assertThat(complaints).allMatch(line -> line.contains("status of 400"));
        complaints.clear();
    }
}
