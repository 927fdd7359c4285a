package io.github.qwenvl4j.image;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import javax.net.ssl.SSLException;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;

/** One fetch, redirects included. Runs once, on one thread; {@link #stop} may come from another. */
final class RemoteFetch implements Callable<byte[]> {

    private static final int MAX_REDIRECTS = 3;
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

    private final String address;
    private final RemotePolicy policy;
    private final HostResolver resolver;
    private final long maxBytes;
    private PinnedClient client;
    private boolean stopped;

    RemoteFetch(String address, RemotePolicy policy, HostResolver resolver, long maxBytes) {
        this.address = address;
        this.policy = policy;
        this.resolver = resolver;
        this.maxBytes = maxBytes;
    }

    @Override
    public byte[] call() throws UnusableImageException {
        RemoteUrl url = RemoteUrl.parse(address);
        for (int redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
            policy.check(url);
            try (PinnedClient hop = start(new PinnedClient(checkedAddresses(url), policy))) {
                ClassicHttpResponse answer = hop.get(url);
                if (!REDIRECTS.contains(answer.getCode())) {
                    return body(answer);
                }
                Header location = answer.getFirstHeader("Location");
                if (location == null) {
                    throw UnusableImageException.notFetched("it redirects without an address");
                }
                url = url.redirect(location.getValue());
            } catch (UnusableImageException e) {
                throw e;
            } catch (IOException e) {
                throw UnusableImageException.notFetched(reason(e, url), e);
            }
        }
        throw UnusableImageException.notFetched("more than %d redirects".formatted(MAX_REDIRECTS));
    }

    /** Cancels the fetch: aborts an open connection and opens no other. */
    synchronized void stop() {
        stopped = true;
        if (client != null) {
            client.close();
        }
    }

    private synchronized PinnedClient start(PinnedClient next) throws UnusableImageException {
        if (stopped) {
            next.close();
            throw UnusableImageException.notFetched("stopped");
        }
        client = next;
        return next;
    }

    /** All addresses of the host; refused if one of them is not allowed. */
    private InetAddress[] checkedAddresses(RemoteUrl url) throws IOException {
        InetAddress[] addresses = resolver.resolve(url.host());
        for (InetAddress candidate : addresses) {
            if (!policy.allows(candidate, url)) {
                throw UnusableImageException.notPermitted(
                        "was not fetched: host %s is not on the public internet".formatted(url.host()));
            }
        }
        return addresses;
    }

    private byte[] body(ClassicHttpResponse answer) throws IOException {
        if (answer.getCode() != 200) {
            throw UnusableImageException.notFetched("the server answers " + answer.getCode());
        }
        HttpEntity entity = answer.getEntity();
        if (entity == null) {
            throw UnusableImageException.notFetched("the answer has no body");
        }
        String encoding = entity.getContentEncoding();
        if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            throw UnusableImageException.notFetched("the answer is compressed (%s)".formatted(encoding));
        }
        checkType(entity.getContentType());
        checkLength(entity.getContentLength());
        try (InputStream content = entity.getContent()) {
            byte[] bytes = content.readNBytes((int) maxBytes + 1);
            checkLength(bytes.length);
            return bytes;
        }
    }

    private void checkLength(long bytes) throws IOException {
        if (bytes > maxBytes) {
            client.close(); // before the stream, whose close() would read to the end
            throw UnusableImageException.notFetched("it has more than %d bytes".formatted(maxBytes));
        }
    }

    private static void checkType(String declared) throws UnusableImageException {
        String type = declared == null ? "" : declared.strip().toLowerCase(Locale.ROOT);
        if (!type.isEmpty() && !type.startsWith("image/") && !type.matches("(application|binary)/octet-stream.*")) {
            throw UnusableImageException.notFetched(
                    "the server sends %s, not a picture".formatted(type.replaceFirst(";.*", "")));
        }
    }

    /** Does not include the HTTP library's messages, which contain IP addresses. */
    private static String reason(IOException e, RemoteUrl url) {
        String server = url.host() + ":" + url.port();
        if (e instanceof UnknownHostException) {
            return "host %s cannot be resolved".formatted(url.host());
        }
        if (e instanceof ConnectException || e instanceof NoRouteToHostException) {
            return "no connection to " + server;
        }
        if (e instanceof SocketTimeoutException) {
            return server + " does not answer in time";
        }
        if (e instanceof SSLException) {
            return "no secure connection to %s (its certificate is not trusted, or it does not support TLS)"
                    .formatted(server);
        }
        return e.getCause() instanceof HttpException
                ? server + " does not answer in HTTP"
                : server + " closed the connection early";
    }
}
