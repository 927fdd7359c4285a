package io.github.qwenvl4j.hub;

import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.Timeout;

/** One request, with a timeout for a server that sends nothing. Proxies come from the system properties. */
final class HubConnection implements AutoCloseable {

    private static final Timeout CONNECT = Timeout.ofSeconds(10);
    private static final Timeout SILENCE = Timeout.ofSeconds(30);

    private final CloseableHttpClient client = HttpClients.custom()
            .useSystemProperties()
            .setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                    .useSystemProperties()
                    .setDefaultConnectionConfig(ConnectionConfig.custom()
                            .setConnectTimeout(CONNECT)
                            .setSocketTimeout(SILENCE)
                            .build())
                    .build())
            .setDefaultRequestConfig(
                    RequestConfig.custom().setResponseTimeout(SILENCE).build())
            .setUserAgent("qwenvl4j")
            .disableRedirectHandling()
            .disableAutomaticRetries()
            .disableContentCompression()
            .disableCookieManagement()
            .disableAuthCaching()
            .build();

    ClassicHttpResponse get(URI uri, Map<String, String> headers, Optional<String> token) throws IOException {
        HttpGet request = new HttpGet(uri);
        request.setHeader("Accept-Encoding", "identity");
        headers.forEach(request::setHeader);
        token.ifPresent(value -> request.setHeader("Authorization", "Bearer " + value));
        return client.executeOpen(null, request, null);
    }

    /** Aborts the connection without reading the rest. */
    @Override
    public void close() {
        client.close(CloseMode.IMMEDIATE);
    }
}
