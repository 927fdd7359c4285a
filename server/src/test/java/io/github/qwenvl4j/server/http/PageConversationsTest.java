package io.github.qwenvl4j.server.http;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Conversations are kept by the browser. */
@Tag("slow") // runs on one JDK
class PageConversationsTest extends PageInBrowser {

    /** The text of the latest complete answer that lies in the browser's storage. */
    private static final String LATEST_KEPT = """
            () => new Promise(resolve => {
              indexedDB.open('qwenvl4j').onsuccess = opened => {
                opened.target.result.transaction('contents').objectStore('contents').getAll().onsuccess = all => {
                  const turn = all.target.result.at(-1)?.turns.at(-1);
                  opened.target.result.close();
                  resolve(turn?.running ? '' : turn?.text);
                };
              };
            })""";

    private ScriptedChat chat;

    @BeforeEach
    void answersAreScripted() throws IOException {
        chat = script();
    }

    private void converse(String question, String answer) throws IOException {
        ask(question);
        chat.next().say(answer).ground(answer, 0, 0, "100,200,300,400").finish();
        assertThat(page.locator(".message.assistant[aria-busy=false]").last()).containsText(answer);
        page.waitForCondition(() -> answer.equals(page.evaluate(LATEST_KEPT)));
    }

    private Locator rows() {
        return page.locator("#history-list li");
    }

    @Test
    void aReloadLosesNothing() throws IOException {
        addPicture(SCENE);
        converse("Where is the dog?", "the dog");
        page.reload();
        assertThat(page.locator(".message.user .text")).hasText("Where is the dog?");
        assertThat(page.locator(".message.user .thumb")).hasCount(1);
        assertThat(page.locator(".message.assistant .ref")).hasText("the dog");
        assertThat(page.locator("#overlay .mark")).hasCount(1);
        converse("And the cat?", "the cat");
        page.reload();
        assertThat(page.locator(".message")).hasCount(4);
        page.click("#history-open");
        assertThat(rows()).hasCount(1);
    }

    @Test
    void aReloadInMidAnswerKeepsWhatWasShown() throws IOException {
        ask("Tell a story");
        chat.next().say("Once upon a time");
        assertThat(page.locator(".message.assistant .text")).hasText("Once upon a time");
        page.waitForTimeout(2500); // it is kept once a second
        page.reload();
        assertThat(page.locator(".message.assistant .text")).hasText("Once upon a time");
        assertThat(page.locator(".message.assistant .continue")).isVisible();
    }

    @Test
    void conversationsAreListedOpenedRenamedAndDeleted() throws IOException {
        addPicture(SCENE);
        converse("Where is the dog?", "the dog");
        page.click("#new");
        assertThat(page.locator("#welcome")).isVisible();
        assertThat(page.locator("#drop")).isVisible();
        converse("What is a king?", "a king");
        page.click("#history-open");
        assertThat(rows().locator(".title span")).hasText(new String[] {"What is a king?", "Where is the dog?"});
        shoot("conversations");
        rows().nth(1).locator(".edit").click();
        page.locator("#history-list input").fill("Dogs");
        page.keyboard().press("Enter");
        assertThat(rows().locator(".title span")).hasText(new String[] {"What is a king?", "Dogs"});
        rows().nth(1).locator(".title").click();
        assertThat(page.locator("#history")).isHidden();
        assertThat(page.locator(".message.user .text")).hasText("Where is the dog?");
        assertThat(page.locator("#view")).isVisible();
        page.click("#history-open");
        rows().nth(1).locator(".bin").click();
        assertThat(rows()).hasCount(2);
        rows().nth(1).locator(".danger").click();
        assertThat(rows().locator(".title span")).hasText(new String[] {"What is a king?"});
        page.keyboard().press("Escape");
        assertThat(page.locator(".message")).hasCount(0);
        page.reload();
        page.click("#history-open");
        assertThat(rows()).hasCount(1);
    }

    @Test
    void anExportedConversationIsARequestsMessages() throws IOException {
        addPicture(SCENE);
        converse("Where is the dog?", "the dog");
        page.click("#history-open");
        Download download =
                page.waitForDownload(() -> rows().first().locator(".download").click());
        assertThat(download.suggestedFilename()).isEqualTo("Where is the dog.json");
        JsonNode exported = new ObjectMapper().readTree(download.createReadStream());
        assertThat(exported.get("model").asText()).isEqualTo("tiny-vl");
        JsonNode question = exported.get("messages").get(0).get("content");
        assertThat(question.get(0).get("image_url").get("url").asText()).startsWith("data:image/png;base64,");
        assertThat(question.get(1).get("text").asText()).isEqualTo("Where is the dog?");
        JsonNode answer = exported.get("messages").get(1);
        assertThat(answer.get("content").asText()).isEqualTo("the dog");
        assertThat(answer.get("grounding").get(0).get("boxes").get(0).get("box").toString())
                .isEqualTo("[100,200,300,400]");
    }
}
