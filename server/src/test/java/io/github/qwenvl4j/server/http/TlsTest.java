package io.github.qwenvl4j.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.qwenvl4j.Precision;
import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.testing.OpenedModel;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server with a certificate of its own, as a client that trusts it sees it. */
class TlsTest {

    private static final char[] PASSWORD = "changeit".toCharArray();

    @TempDir
    private Path folder;

    /** A fresh certificate and key for this machine, as keytool makes them. */
    private KeyStore fresh(String algorithm) throws Exception {
        Path store = folder.resolve("store.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "a",
                        "-keyalg",
                        algorithm,
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "san=ip:127.0.0.1",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        "changeit")
                .inheritIO()
                .start();
        assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD);
        }
        return keys;
    }

    private Path pem(String name, String kind, byte[] content) throws Exception {
        String text = "-----BEGIN " + kind + "-----\n" + Base64.getMimeEncoder().encodeToString(content) + "\n-----END "
                + kind + "-----\n";
        return Files.writeString(folder.resolve(name), text);
    }

    @Test
    void aClientThatTrustsTheCertificateIsAnswered() throws Exception {
        for (String algorithm : List.of("RSA", "EC")) {
            KeyStore keys = fresh(algorithm);
            Path certificate =
                    pem("cert.pem", "CERTIFICATE", keys.getCertificate("a").getEncoded());
            Path key = pem("key.pem", "PRIVATE KEY", keys.getKey("a", PASSWORD).getEncoded());
            ServerOptions options = ServerOptions.local(0).withTls(Tls.of(certificate, key));
            try (QwenVlServer server = QwenVlServer.start(
                    options, "tiny-vl", () -> OpenedModel.open("tiny-vl", Precision.FLOAT32), TestServer.DATA_URLS)) {
                server.awaitReady();
                HttpRequest request = HttpRequest.newBuilder(
                                URI.create("https://127.0.0.1:" + server.port() + "/v1/chat/completions"))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(
                                "{\"max_tokens\":1,\"stream\":true," + TestServer.user("hi") + "}"))
                        .build();
                HttpClient client =
                        HttpClient.newBuilder().sslContext(trusting(keys)).build();
                HttpResponse<String> reply = client.send(request, BodyHandlers.ofString());
                assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
                assertThat(reply.body()).endsWith("data: [DONE]\n\n");
            }
            Files.delete(folder.resolve("store.p12"));
        }
    }

    private static SSLContext trusting(KeyStore keys) throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("a", keys.getCertificate("a"));
        TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return context;
    }

    @Test
    void filesOfAnotherKindAreToldSo() throws Exception {
        Path empty = Files.writeString(folder.resolve("empty.pem"), "nothing");
        assertThatThrownBy(() -> Tls.of(empty, empty))
                .isInstanceOf(QwenVlException.class)
                .hasMessage(empty + " has no unencrypted PRIVATE KEY (PKCS #8) in PEM");
        Path key =
                pem("key.pem", "PRIVATE KEY", fresh("RSA").getKey("a", PASSWORD).getEncoded());
        assertThatThrownBy(() -> Tls.of(empty, key)).hasMessage(empty + " has no certificate in PEM");
        Path broken = pem("broken.pem", "PRIVATE KEY", new byte[] {1, 2, 3});
        assertThatThrownBy(() -> Tls.of(empty, broken)).hasMessageContaining("has a private key that is not of");
        assertThatThrownBy(() -> Tls.of(empty, folder.resolve("absent"))).hasMessageContaining("absent");
    }
}
