package io.github.qwenvl4j.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Set;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The connection goes to a pinned address, but the certificate must belong to the name. */
class RemoteImagesTlsTest {

    private static final byte[] PNG = MadeFiles.encoded("png");
    private static final InetAddress LOCAL = InetAddress.getLoopbackAddress();
    private static final char[] PASSWORD = "changeit".toCharArray();

    private final RemoteImages images = new RemoteImages(
            new RemotePolicy(
                    AddressPolicy.ANY, Set.of(), Set.of(), 100_000, Duration.ofSeconds(5), Duration.ofSeconds(10)),
            host -> new InetAddress[] {LOCAL});

    @TempDir
    private Path folder;

    private SSLContext before;
    private SSLContext trusting;
    private HttpsServer server;

    @BeforeEach
    void startServer() throws Exception {
        KeyStore keys = selfSigned("pictures.test");
        KeyManagerFactory own = KeyManagerFactory.getInstance("PKIX");
        own.init(keys, PASSWORD);
        TrustManagerFactory trusted = TrustManagerFactory.getInstance("PKIX");
        trusted.init(keys);
        trusting = SSLContext.getInstance("TLS");
        trusting.init(own.getKeyManagers(), trusted.getTrustManagers(), null);
        server = HttpsServer.create(new InetSocketAddress(LOCAL, 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(trusting));
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, PNG.length);
            exchange.getResponseBody().write(PNG);
            exchange.close();
        });
        server.start();
        before = SSLContext.getDefault();
    }

    @AfterEach
    void stopServer() {
        SSLContext.setDefault(before);
        server.stop(0);
    }

    @Test
    void theCertificateIsCheckedAgainstTheName() throws Exception {
        SSLContext.setDefault(trusting);

        assertThat(images.read(url("pictures.test"), ImageLimits.DEFAULT)).isEqualTo(PNG);
        assertRefused(url("other.test"));
    }

    @Test
    void unknownAuthoritiesAreRefused() {
        assertRefused(url("pictures.test"));
    }

    private void assertRefused(String url) {
        assertThatThrownBy(() -> images.read(url, ImageLimits.DEFAULT))
                .isInstanceOf(UnusableImageException.class)
                .hasMessageStartingWith("was not fetched: no secure connection to ")
                .message()
                .hasLineCount(1);
    }

    private String url(String host) {
        return "https://" + host + ":" + server.getAddress().getPort() + "/a.png";
    }

    private KeyStore selfSigned(String host) throws Exception {
        Path file = folder.resolve("keys.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keyalg",
                        "EC",
                        "-alias",
                        "server",
                        "-dname",
                        "CN=" + host,
                        "-ext",
                        "san=dns:" + host,
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        new String(PASSWORD))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(keytool.waitFor()).isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            keys.load(in, PASSWORD);
        }
        KeyStore all = KeyStore.getInstance("PKCS12");
        all.load(null, PASSWORD);
        all.setKeyEntry("server", keys.getKey("server", PASSWORD), PASSWORD, keys.getCertificateChain("server"));
        all.setCertificateEntry("trusted", keys.getCertificate("server"));
        return all;
    }
}
