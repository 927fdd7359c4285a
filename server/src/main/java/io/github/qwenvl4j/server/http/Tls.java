package io.github.qwenvl4j.server.http;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.QwenVlException.Kind;
import io.github.qwenvl4j.file.FileProblem;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/** The certificate with which a server proves who it is, read from files in PEM. Immutable. */
public final class Tls {

    private static final Pattern KEY =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");
    private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA");
    private static final char[] NO_PASSWORD = {};

    private final KeyStore keys;

    private Tls(KeyStore keys) {
        this.keys = keys;
    }

    /**
     * @param certificates the server's own first, then those that prove it
     * @param key its private key, PKCS #8, not encrypted
     * @throws QwenVlException for a file that cannot be read or is something else
     */
    public static Tls of(Path certificates, Path key) {
        try {
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(null, NO_PASSWORD);
            keys.setKeyEntry("server", privateKey(key), NO_PASSWORD, chain(certificates));
            return new Tls(keys);
        } catch (GeneralSecurityException | IOException e) {
            throw new QwenVlException(
                    Kind.FILE, "the certificate " + certificates + " cannot be used with the key " + key, e);
        }
    }

    SslContextFactory.Server context() {
        SslContextFactory.Server context = new SslContextFactory.Server();
        context.setKeyStore(keys);
        context.setKeyStorePassword("");
        return context;
    }

    private static Certificate[] chain(Path file) {
        try {
            Certificate[] chain = CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(read(file)))
                    .toArray(Certificate[]::new);
            if (chain.length > 0) {
                return chain;
            }
        } catch (GeneralSecurityException e) {
            throw new QwenVlException(Kind.FILE, file + " has no certificate in PEM", e);
        }
        throw new QwenVlException(Kind.FILE, file + " has no certificate in PEM");
    }

    private static PrivateKey privateKey(Path file) {
        Matcher key = KEY.matcher(new String(read(file), StandardCharsets.US_ASCII));
        if (!key.find()) {
            throw new QwenVlException(Kind.FILE, file + " has no unencrypted PRIVATE KEY (PKCS #8) in PEM");
        }
        PKCS8EncodedKeySpec encoded =
                new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(key.group(1)));
        GeneralSecurityException last = null;
        for (String algorithm : ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(encoded);
            } catch (GeneralSecurityException e) {
                last = e; // perhaps a key of the next one
            }
        }
        throw new QwenVlException(Kind.FILE, file + " has a private key that is not of " + ALGORITHMS, last);
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw FileProblem.reading(file, e);
        }
    }
}
