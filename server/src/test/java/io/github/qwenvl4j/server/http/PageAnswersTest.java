package io.github.qwenvl4j.server.http;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Locator;
import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Answers: how they arrive, break off, look, and what can be done with them. */
@Tag("slow") // runs on one JDK
class PageAnswersTest extends PageInBrowser {

    private Locator answer(int number) {
        return page.locator(".message.assistant").nth(number);
    }

    /** A real server's answer: the text on the screen grows many times before it is complete. */
    @Test
    void aFinishedAnswerSaysWhatItTook() {
        ask("Tell me everything");
        assertThat(page.locator(".message.assistant[aria-busy=false]")).hasCount(1);
        assertThat(answer(0).locator(".counts"))
                .hasText(Pattern.compile("\\d+ tokens · first token after \\d+\\.\\d s · \\d+\\.\\d tokens/s"));
    }

    /** Each word is held until the one before is on the screen: however fast the machine, none waits for the next. */
    @Test
    void wordsAppearAsTheyAreMade() throws IOException {
        ScriptedChat chat = script();
        ask("Tell me everything");
        ScriptedChat.Answer reply = chat.next();
        String said = "";
        for (String word : "One two three four five six".split("(?= )")) {
            reply.say(word);
            said += word;
            assertThat(answer(0).locator(".text")).hasText(said);
            assertThat(answer(0)).hasAttribute("aria-busy", "true");
        }
        reply.finish();
        assertThat(answer(0)).hasAttribute("aria-busy", "false");
    }

    @Test
    void aFirstWordIsShownWhileTheSecondIsAwaited() throws IOException {
        ScriptedChat chat = script();
        ask("Hello");
        ScriptedChat.Answer reply = chat.next().say("One");
        assertThat(answer(0).locator(".text")).hasText("One");
        assertThat(answer(0)).hasAttribute("aria-busy", "true");
        reply.say(" two").finish();
        assertThat(answer(0).locator(".text")).hasText("One two");
        assertThat(answer(0)).hasAttribute("aria-busy", "false");
    }

    @Test
    void aServerThatDiesLeavesItsWords() throws IOException {
        ScriptedChat chat = script();
        ask("Tell a story");
        ScriptedChat.Answer reply = chat.next().say("Once upon a time");
        assertThat(answer(0).locator(".text")).hasText("Once upon a time");
        reply.breakOff();
        assertThat(answer(0).locator(".error")).hasText("The connection to the server was lost.");
        assertThat(answer(0).locator(".text")).hasText("Once upon a time");
        assertThat(answer(0).locator(".error").boundingBox().y)
                .isGreaterThan(answer(0).locator(".text").boundingBox().y);
        shoot("broken-off");
        answer(0).locator(".continue").click();
        ScriptedChat.Answer more = chat.next();
        JsonNode messages = more.request().get("messages");
        assertThat(messages.get(1).get("content").asText()).isEqualTo("Once upon a time");
        assertThat(messages.get(2).get("role").asText()).isEqualTo("user");
        more.say("there was a king.").finish();
        assertThat(answer(0).locator(".text")).hasText("Once upon a time");
        assertThat(answer(1).locator(".text")).hasText("there was a king.");
        assertThat(page.locator(".error")).hasCount(0);
        complaints.removeIf(complaint -> complaint.contains("ERR_INCOMPLETE_CHUNKED_ENCODING"));
    }

    @Test
    void aServerThatSaysNothingIsAskedAgain() throws IOException {
        ScriptedChat chat = script();
        ask("Hello");
        chat.next().breakOff();
        assertThat(answer(0).locator(".error")).hasText("The connection to the server was lost.");
        assertThat(answer(0).locator(".continue")).hasCount(0);
        answer(0).locator(".retry").click();
        ScriptedChat.Answer again = chat.next();
        assertThat(again.request().get("messages")).hasSize(1);
        again.say("Hello yourself").finish();
        assertThat(page.locator(".message.assistant .text")).hasText("Hello yourself");
        complaints.removeIf(complaint -> complaint.contains("ERR_"));
    }

    @Test
    void anEarlierQuestionIsEditedAndSentAgain() throws IOException {
        ScriptedChat chat = script();
        addPicture(SCENE);
        ask("What is it?");
        chat.next().say("A dog").finish();
        assertThat(answer(0)).hasAttribute("aria-busy", "false");
        ask("And there?");
        chat.next().say("A cat").finish();
        assertThat(answer(1)).hasAttribute("aria-busy", "false");
        page.hover(".message.user >> nth=0");
        page.locator(".message.user .edit").first().click();
        assertThat(page.locator(".message textarea")).hasValue("What is it?");
        page.locator(".message textarea").fill("What is that?");
        page.keyboard().press("Enter");
        ScriptedChat.Answer again = chat.next();
        JsonNode content = again.request().get("messages").get(0).get("content");
        assertThat(again.request().get("messages")).hasSize(1);
        assertThat(content.get(0).get("type").asText()).isEqualTo("image_url");
        assertThat(content.get(1).get("text").asText()).isEqualTo("What is that?");
        again.say("A bird").finish();
        assertThat(page.locator(".message")).hasCount(2);
        assertThat(answer(0).locator(".text")).hasText("A bird");
        assertThat(page.locator("#question")).isFocused();
    }

    @Test
    void answersAreCopiedAsTheyWereWritten() throws IOException {
        ScriptedChat chat = script();
        ask("Hello");
        chat.next().say("**Bold** and\n\n```\ncode <b>\n```").finish();
        assertThat(answer(0).locator("strong")).hasText("Bold");
        answer(0).locator(".text .copy").click();
        assertThat(page.locator("#status")).containsText("Copied");
        assertThat((String) page.evaluate("navigator.clipboard.readText()")).isEqualTo("code <b>\n");
        answer(0).locator(".foot .copy").click();
        page.waitForCondition(
                () -> page.evaluate("navigator.clipboard.readText()").equals("**Bold** and\n\n```\ncode <b>\n```"));
    }

    @Test
    void markdownIsFormattingAndNothingElse() throws IOException {
        ScriptedChat chat = script();
        ask("Attack");
        chat.next()
                .say("# Title\n\n- one\n- two\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n")
                .say("<img src=x onerror=\"window.attacked=1\"><script>window.attacked=2</script>\n\n")
                .say(
                        "<div style=\"position:fixed\" onclick=\"attack()\">x</div> ![p](http://127.0.0.1:9/pixel.png)\n\n")
                .say("[bad](javascript:window.attacked=3) [data](data:text/html,x) [good](https://example.org/a)\n\n")
                .say("<form action=\"/\"><button>Send</button></form><svg><use href=\"#icon-new\"/></svg>")
                .finish();
        Locator text = answer(0).locator(".text");
        assertThat(answer(0)).hasAttribute("aria-busy", "false");
        assertThat(text.locator("h1")).hasText("Title");
        assertThat(text.locator("li")).hasCount(2);
        assertThat(text.locator("td")).hasText(new String[] {"1", "2"});
        assertThat(text.locator("img, script, form, svg:not(.icon), [style], [onclick], button:not(.copy)"))
                .hasCount(0);
        assertThat(text).containsText("<img src=x onerror=");
        assertThat(text.locator("a[href]")).hasText(new String[] {"good"});
        assertThat(text.locator("a[href]")).hasAttribute("rel", "noopener noreferrer nofollow");
        assertThat((String) page.evaluate("String(window.attacked)")).isEqualTo("undefined");
        shoot("markdown");
    }

    /** Words of regions keep their places inside Markdown, and what was drawn stays while more arrives. */
    @Test
    void regionsLieInTheirWords() throws IOException {
        ScriptedChat chat = script();
        addPicture(SCENE);
        ask("Where?");
        ScriptedChat.Answer reply = chat.next()
                .say("Here is **a red circle** for you.\n\n")
                .ground("a red circle", 10, 0, "120,180,430,600");
        Locator region = answer(0).locator("strong .ref");
        assertThat(region).hasText("a red circle");
        region.evaluate("element => { element.same = true; }");
        reply.say("More text.").finish();
        assertThat(answer(0).locator(".text")).hasText("Here is a red circle for you. More text.");
        assertThat((Boolean) region.evaluate("element => element.same === true"))
                .isTrue();
    }

    @Test
    void onlyTheLatestAnswersBoxesLieOnThePicture() throws IOException {
        ScriptedChat chat = script();
        addPicture(SCENE);
        for (String name : List.of("a red circle", "a blue square")) {
            ask("Where is " + name + "?");
            chat.next().say(name).ground(name, 0, 0, "120,180,430,600").finish();
            assertThat(page.locator("#labels span")).hasText(new String[] {name});
        }
        answer(0).hover();
        assertThat(page.locator("#labels span")).hasText(new String[] {"a red circle"});
        page.hover("#question");
        assertThat(page.locator("#labels span")).hasText(new String[] {"a blue square"});
        answer(0).locator(".ref").focus();
        assertThat(page.locator("#labels span")).hasText(new String[] {"a red circle"});
        assertThat(page.locator("#overlay .mark.lit")).hasCount(1);
        ask("And nothing?");
        chat.next().say("Nothing.").finish();
        assertThat(page.locator("#overlay .mark")).hasCount(0);
    }
}
