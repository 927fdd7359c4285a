package io.github.qwenvl4j.image;

import java.io.IOException;
import java.net.InetAddress;
import java.security.NoSuchAlgorithmException;
import javax.net.ssl.SSLContext;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.impl.routing.DefaultRoutePlanner;
import org.apache.hc.client5.http.io.HttpClientConnectionManager;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.Timeout;

/**
 * An HTTP client for one request that connects to addresses resolved beforehand. The Host header, the TLS server name
 * and certificate verification still use the host name.
 */
final class PinnedClient implements AutoCloseable {

    private static final int LONGEST_HEADER = 16_384;
    private static final int MOST_HEADERS = 100;

    private final CloseableHttpClient client;

    PinnedClient(InetAddress[] addresses, RemotePolicy policy) {
        client = HttpClients.custom()
                .setConnectionManager(connections(addresses, policy))
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setResponseTimeout(Timeout.of(policy.deadline()))
                        .build())
                .setRoutePlanner(new DefaultRoutePlanner(null)) // no proxy
                .setUserAgent("qwenvl4j")
                .disableRedirectHandling()
                .disableAutomaticRetries()
                .disableContentCompression()
                .disableCookieManagement()
                .disableAuthCaching()
                .build();
    }

    private static HttpClientConnectionManager connections(InetAddress[] addresses, RemotePolicy policy) {
        return PoolingHttpClientConnectionManagerBuilder.create()
                .setDnsResolver(pinned(addresses))
                .setTlsSocketStrategy(new DefaultClientTlsStrategy(platformTls()))
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setConnectTimeout(Timeout.of(policy.connectTimeout()))
                        .setSocketTimeout(Timeout.of(policy.deadline()))
                        .build())
                .setConnectionFactory(ManagedHttpClientConnectionFactory.builder()
                        .http1Config(Http1Config.custom()
                                .setMaxLineLength(LONGEST_HEADER)
                                .setMaxHeaderCount(MOST_HEADERS)
                                .build())
                        .build())
                .build();
    }

    /** Shared, because loading the trusted certificates for every fetch would be slow. */
    private static SSLContext platformTls() {
        try {
            return SSLContext.getDefault();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java platform has no usable TLS", e);
        }
    }

    private static DnsResolver pinned(InetAddress[] addresses) {
        return new DnsResolver() {
            @Override
            public InetAddress[] resolve(String host) {
                return addresses.clone();
            }

            @Override
            public String resolveCanonicalHostname(String host) {
                return host;
            }
        };
    }

    /** The response body is readable until this client is closed. */
    ClassicHttpResponse get(RemoteUrl url) throws IOException {
        HttpGet request = new HttpGet(url.uri());
        request.setHeader("Accept", "image/jpeg, image/png, image/webp, image/gif, image/bmp");
        request.setHeader("Accept-Encoding", "identity");
        return client.executeOpen(null, request, null);
    }

    /** Aborts the connection without reading the rest. */
    @Override
    public void close() {
        client.close(CloseMode.IMMEDIATE);
    }
}
