package io.github.qwenvl4j.server.http;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import io.github.qwenvl4j.testing.Fixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/**
 * The page in a real Chromium, against a real server; skipped where there is no Chromium. Screenshots go to
 * {@code target/screenshots}. A complaint of the browser, or a request to another server, fails the test.
 */
abstract class PageInBrowser {

    static final String SCENE = "scene-640x480.png";
    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final Path SCREENSHOTS = Path.of("target/screenshots");

    private static TestServer server;
    private static Playwright playwright;
    private static Browser browser;

    private String visited;
    private BrowserContext context;
    private ScriptedChat chat;
    Page page;
    final List<String> complaints = new ArrayList<>();

    @BeforeAll
    static void start() {
        assumeTrue(Files.isExecutable(CHROMIUM), "skipped: no Chromium at " + CHROMIUM);
        server = TestServer.start();
        PlaywrightAssertions.setDefaultAssertionTimeout(30_000);
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(CHROMIUM)
                        .setArgs(List.of(
                                "--no-sandbox",
                                "--host-resolver-rules=MAP lan.example 127.0.0.1",
                                "--disable-gpu",
                                "--disable-quic",
                                "--no-first-run",
                                "--disable-background-networking",
                                "--disable-component-update",
                                "--disable-sync")));
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            browser.close();
            playwright.close();
            server.close();
        }
    }

    @BeforeEach
    void open() {
        context = browser.newContext(new Browser.NewContextOptions()
                .setViewportSize(1280, 800)
                .setLocale("en")
                .setPermissions(List.of("clipboard-read", "clipboard-write")));
        context.setDefaultTimeout(20_000);
        page = context.newPage();
        page.onConsoleMessage(message -> {
            if (message.type().equals("error")) {
                complaints.add(message.text());
            }
        });
        page.onPageError(complaints::add);
        page.onRequest(this::staysHere);
        visit(server);
        assertThat(page.locator("#model")).hasText("tiny-vl");
    }

    static TestServer server() {
        return server;
    }

    void visit(TestServer other) {
        visit(other.url("/"));
    }

    void visit(String address) {
        visited = address;
        page.navigate(address);
    }

    private void staysHere(Request request) {
        if (!request.url().startsWith(visited)
                && !request.url().startsWith("data:")
                && !request.url().startsWith("blob:")) {
            complaints.add("asked " + request.url());
        }
    }

    /** Has the test itself answer the page's questions from now on. */
    ScriptedChat script() throws IOException {
        chat = new ScriptedChat(page);
        return chat;
    }

    @AfterEach
    void nothingWentWrong() throws IOException {
        context.close();
        if (chat != null) {
            chat.close();
        }
        assertThat(complaints).isEmpty();
    }

    void addPicture(String name) {
        page.setInputFiles("#files", Fixtures.path("images/" + name));
        assertThat(page.locator("#view")).isVisible();
    }

    void ask(String question) {
        page.fill("#question", question);
        page.keyboard().press("Enter");
    }

    void shoot(String name) {
        page.screenshot(new Page.ScreenshotOptions().setPath(SCREENSHOTS.resolve(name + ".png")));
    }
}
