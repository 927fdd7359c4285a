package io.github.qwenvl4j.image;

import io.github.qwenvl4j.QwenVlException;
import java.io.IOException;
import java.net.InetAddress;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Fetches pictures from http and https addresses. A fetch has limits on time, bytes and redirects; it sends no cookies
 * or credentials, uses no proxy, refuses compressed responses, and connects to exactly the IP address that the policy
 * checked, so that DNS rebinding has no effect. Thread-safe.
 */
public final class RemoteImages implements ImageSource {

    /** A fetch may hang in a DNS lookup, which cannot be interrupted; it then ends on its own daemon thread. */
    private static final ExecutorService FETCHING = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "image-fetch");
        thread.setDaemon(true);
        return thread;
    });

    private final RemotePolicy policy;
    private final HostResolver resolver;

    public RemoteImages(RemotePolicy policy) {
        this(policy, InetAddress::getAllByName);
    }

    RemoteImages(RemotePolicy policy, HostResolver resolver) {
        this.policy = policy;
        this.resolver = resolver;
    }

    @Override
    public boolean serves(String address) {
        return AddressForm.REMOTE.isFormOf(address);
    }

    @Override
    public byte[] read(String address, ImageLimits limits) throws IOException {
        RemoteFetch fetch = new RemoteFetch(address, policy, resolver, Math.min(policy.maxBytes(), limits.maxBytes()));
        Future<byte[]> body = FETCHING.submit(fetch);
        try {
            return body.get(policy.deadline().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw UnusableImageException.notFetched(
                    "not complete after %d ms".formatted(policy.deadline().toMillis()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnusableImageException(QwenVlException.Kind.CANCELLED, "was not fetched: interrupted", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnusableImageException reason) {
                throw reason;
            }
            throw new IllegalStateException("fetching " + address, e.getCause());
        } finally {
            fetch.stop();
        }
    }
}
