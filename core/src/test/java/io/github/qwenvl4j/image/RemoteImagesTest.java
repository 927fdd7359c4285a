package io.github.qwenvl4j.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.qwenvl4j.QwenVlException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RemoteImagesTest {

    private static final byte[] PNG = MadeFiles.encoded("png");
    private static final InetAddress LOCAL = InetAddress.getLoopbackAddress();

    private final RemoteImages open = new RemoteImages(policy(AddressPolicy.ANY, Set.of(), Set.of()), host -> {
        if (host.equals("unknown.test")) {
            throw new UnknownHostException(host);
        }
        return new InetAddress[] {LOCAL};
    });
    private final CountDownLatch finished = new CountDownLatch(1);
    private final List<Headers> requests = new ArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private HttpServer server;
    private String base;

    @BeforeEach
    void startServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(LOCAL, 0), 0);
        server.setExecutor(threads);
        server.createContext("/picture", exchange -> answer(exchange, 200, "image/png", PNG));
        server.createContext("/none", exchange -> answer(exchange, 404, "text/html", new byte[0]));
        server.createContext("/page", exchange -> answer(exchange, 200, "text/html; charset=utf-8", PNG));
        server.createContext("/large", exchange -> answer(exchange, 200, "image/png", new byte[100_001]));
        server.createContext("/nowhere", exchange -> answer(exchange, 302, "image/png", new byte[0]));
        server.createContext("/hop", exchange -> redirect(exchange, "picture"));
        server.createContext("/loop", exchange -> redirect(exchange, "/loop"));
        server.createContext("/metadata", exchange -> redirect(exchange, "http://169.254.169.254/latest"));
        server.createContext("/ftp", exchange -> redirect(exchange, "ftp://pictures.test/a.png"));
        server.createContext("/endless", this::endless);
        server.createContext("/drip", this::drip);
        server.createContext("/zipped", exchange -> {
            exchange.getResponseHeaders().add("Content-Encoding", "gzip");
            answer(exchange, 200, "image/png", PNG);
        });
        server.start();
        base = "http://pictures.test:" + server.getAddress().getPort();
    }

    @AfterEach
    void stopServer() {
        finished.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    @Test
    void aPictureIsFetchedFromTheResolvedAddressUnderItsName() throws IOException {
        assertThat(open.read(base + "/picture", ImageLimits.DEFAULT)).isEqualTo(PNG);
        assertThat(requests.get(0).getFirst("Host")).isEqualTo(base.substring("http://".length()));
        assertThat(requests.get(0).getFirst("Accept-Encoding")).isEqualTo("identity");
    }

    @Test
    void redirectsAreFollowed() throws IOException {
        assertThat(open.read(base + "/hop", ImageLimits.DEFAULT)).isEqualTo(PNG);
    }

    @Test
    void proxiesOfTheSystemAreNotUsed() throws IOException {
        System.setProperty("http.proxyHost", "127.0.0.1");
        System.setProperty("http.proxyPort", "9");
        try {
            assertThat(open.read(base + "/picture", ImageLimits.DEFAULT)).isEqualTo(PNG);
        } finally {
            System.clearProperty("http.proxyHost");
            System.clearProperty("http.proxyPort");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/none, the server answers 404",
        "/page, 'the server sends text/html, not a picture'",
        "/large, it has more than 100000 bytes",
        "/endless, it has more than 100000 bytes",
        "/zipped, the answer is compressed (gzip)",
        "/nowhere, it redirects without an address",
        "/loop, more than 3 redirects",
        "/ftp, 'only http and https are, not ftp'",
        "/drip, not complete after 2000 ms",
    })
    void unusableAnswersAreNamed(String path, String reason) {
        assertRefused(open, base + path, "was not fetched: " + reason);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "http://unknown.test/a.png | was not fetched: host unknown.test cannot be resolved",
                "http://pictures.test:1/a.png | was not fetched: no connection to pictures.test:1",
                "http://user:word@pictures.test/ | was not fetched: its URL holds a user name",
                "http://2130706433/ | is a URL with an odd IPv4 address: 2130706433",
                "http://0x7f000001/ | is a URL with an odd IPv4 address: 0x7f000001",
                "http://0177.0.0.1/ | is a URL with an odd IPv4 address: 0177.0.0.1",
                "http://127.1/ | is a URL without a valid host name",
                "http://127.0.0.1./ | is a URL without a valid host name",
                "http://[fe80::1%25eth0]/ | is a URL without a valid host name",
                "http://pictures.test%2f@other/ | was not fetched: its URL holds a user name",
                "http:///a.png | is a URL without a valid host name",
                "http://pictures.test:99999/ | is a URL with port 99999",
                "http://pictures.test\\@other/ | is not a valid URL (Illegal character in authority)",
                "http://pictures.test/a b.png | is not a valid URL (Illegal character in path)",
            })
    void unusableUrlsAreNamed(String url, String reason) {
        assertRefused(open, url, reason);
    }

    @Test
    void privateAddressesAreRefusedAlsoAfterARedirect() {
        RemoteImages guarded =
                new RemoteImages(policy(AddressPolicy.PUBLIC, Set.of(), Set.of()), InetAddress::getAllByName);
        // Stands for a public server: only what the redirect leads to is refused.
        RemoteImages redirected = new RemoteImages(
                policy(AddressPolicy.ANY, Set.of("pictures.test"), Set.of()), host -> new InetAddress[] {LOCAL});

        assertRefused(
                guarded,
                "http://127.0.0.1:" + server.getAddress().getPort() + "/picture",
                "was not fetched: host 127.0.0.1 is not on the public internet");
        assertRefused(
                guarded,
                "http://[::ffff:127.0.0.1]/picture",
                "was not fetched: host [::ffff:127.0.0.1] is not on the public internet");
        assertRefused(redirected, base + "/metadata", "was not fetched: host 169.254.169.254 is not allowed");
        assertThat(requests).hasSize(1);
    }

    @Test
    void onePrivateAddressAmongManyForbidsTheHost() {
        RemoteImages guarded = new RemoteImages(policy(AddressPolicy.PUBLIC, Set.of(), Set.of()), host ->
                new InetAddress[] {InetAddress.getByName("8.8.8.8"), LOCAL});

        assertRefused(guarded, base + "/picture", "was not fetched: host pictures.test is not on the public internet");
    }

    @Test
    void theNameIsResolvedOnceForEachHop() throws IOException {
        List<String> lookups = new ArrayList<>();
        RemoteImages counting = new RemoteImages(policy(AddressPolicy.ANY, Set.of(), Set.of()), host -> {
            lookups.add(host);
            return new InetAddress[] {LOCAL};
        });
        counting.read(base + "/hop", ImageLimits.DEFAULT);

        assertThat(lookups).containsExactly("pictures.test", "pictures.test");
    }

    @Test
    void hostsAndPortsAreComparedExactly() throws IOException {
        int port = server.getAddress().getPort();
        RemoteImages listed = new RemoteImages(
                policy(AddressPolicy.ANY, Set.of("Pictures.TEST"), Set.of(port)), host -> new InetAddress[] {LOCAL});

        assertThat(listed.read(base + "/picture", ImageLimits.DEFAULT)).isEqualTo(PNG);
        assertRefused(
                listed,
                "http://pictures.test.evil.test/a.png",
                "was not fetched: host pictures.test.evil.test is not allowed");
        assertRefused(listed, "http://pictures.test:1/", "was not fetched: port 1 is not allowed");
    }

    @Test
    void aHostNamedWithItsPortMayBePrivate() throws IOException {
        int port = server.getAddress().getPort();
        HostResolver local = host -> new InetAddress[] {LOCAL};
        RemoteImages trusting = new RemoteImages(RemotePolicy.guarded(Set.of("Pictures.TEST:" + port)), local);

        assertThat(trusting.read(base + "/picture", ImageLimits.DEFAULT)).isEqualTo(PNG);
        assertRefused(trusting, base + "/metadata", "was not fetched: host 169.254.169.254 is not allowed");
        assertRefused(trusting, "http://pictures.test/", "was not fetched: host pictures.test is not allowed");
        assertRefused(
                new RemoteImages(RemotePolicy.guarded(Set.of("pictures.test")), local),
                "http://pictures.test/",
                "was not fetched: host pictures.test is not on the public internet");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://nas", "nas/", "nas:port", "nas:8080:1", "", "a b", "user@nas"})
    void whatIsNoHostIsRefused(String host) {
        assertThatThrownBy(() -> RemotePolicy.guarded(Set.of(host)))
                .isInstanceOf(QwenVlException.class)
                .hasMessage("image host %s must be HOST or HOST:PORT", host);
    }

    @Test
    void httpsIsNeverRedirectedToHttp() throws IOException {
        RemoteUrl secure = RemoteUrl.parse("https://pictures.test/a/b.png");

        assertThat(secure.redirect("../c.png").uri()).hasToString("https://pictures.test/c.png");
        assertThatThrownBy(() -> secure.redirect("http://pictures.test/"))
                .hasMessage("was not fetched: it redirects from https to http");
    }

    private static RemotePolicy policy(AddressPolicy addresses, Set<String> hosts, Set<Integer> ports) {
        return new RemotePolicy(addresses, hosts, ports, 100_000, Duration.ofSeconds(1), Duration.ofSeconds(2));
    }

    private static void assertRefused(RemoteImages images, String url, String reason) {
        assertThatThrownBy(() -> images.read(url, ImageLimits.DEFAULT))
                .isInstanceOf(UnusableImageException.class)
                .hasMessage(reason);
    }

    private void answer(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        requests.add(exchange.getRequestHeaders());
        exchange.getResponseHeaders().add("Content-Type", type);
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private void redirect(HttpExchange exchange, String location) throws IOException {
        exchange.getResponseHeaders().add("Location", location);
        answer(exchange, 302, "text/plain", new byte[0]);
    }

    private void endless(HttpExchange exchange) throws IOException {
        exchange.sendResponseHeaders(200, 0);
        try (OutputStream body = exchange.getResponseBody()) {
            while (finished.getCount() > 0) {
                body.write(new byte[1000]);
            }
        }
    }

    private void drip(HttpExchange exchange) throws IOException {
        exchange.sendResponseHeaders(200, 0);
        try (OutputStream body = exchange.getResponseBody()) {
            while (!finished.await(100, TimeUnit.MILLISECONDS)) {
                body.write(0);
                body.flush();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
