package io.github.qwenvl4j.hub;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.QwenVlException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import org.apache.hc.client5.http.ConnectTimeoutException;

/** A hub, and how it lists the files of a model. */
sealed interface Hub permits HuggingFace, ModelScope {

    int LARGEST_LISTING = 16 << 20;

    HubClient client();

    /** The model's files at a revision. */
    Listing list(ModelName name, String revision, Pause pause);

    /** Fetches JSON, with retries. */
    default JsonNode json(URI address, Pause pause) {
        Attempts attempts = new Attempts(address.toString(), pause);
        while (true) {
            try {
                byte[] json = client().get(address, Map.of(), Set.of(200), answer -> {
                    try (InputStream content = answer.getEntity().getContent()) {
                        return content.readNBytes(LARGEST_LISTING);
                    }
                });
                return new ObjectMapper().readTree(json);
            } catch (JsonProcessingException e) {
                throw new QwenVlException(address + ": the answer is not JSON", e);
            } catch (ConnectException | UnknownHostException | NoRouteToHostException | ConnectTimeoutException e) {
                throw unreachable(address, e); // no retry: waiting does not help without a network
            } catch (IOException e) {
                attempts.failed(e);
            }
        }
    }

    /** What to try if this hub cannot be reached. */
    String elsewhere();

    private QwenVlException unreachable(URI address, IOException e) {
        String why = e instanceof UnknownHostException
                ? "no such host, or no network"
                : e instanceof ConnectTimeoutException ? "no answer" : "connection refused";
        return new QwenVlException(
                Kind.NETWORK,
                "%s://%s cannot be reached (%s); try %s, a proxy (Java's -Dhttps.proxyHost=HOST -Dhttps.proxyPort=PORT), or download the files by hand and open their folder"
                        .formatted(address.getScheme(), address.getAuthority(), why, elsewhere()),
                e);
    }

    /** Encodes one segment of an address. */
    static String part(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** Encodes a path of several segments. */
    static String path(String text) {
        return part(text).replace("%2F", "/");
    }
}
