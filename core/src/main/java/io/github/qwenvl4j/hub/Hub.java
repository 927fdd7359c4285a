package io.github.qwenvl4j.hub;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.qwenvl4j.QwenVlException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;

/** A hub's own way to list the files of a model. */
sealed interface Hub permits HuggingFace, ModelScope {

    int LARGEST_LISTING = 16 << 20;

    HubClient client();

    /** The model's files at a revision. */
    Listing list(ModelName name, String revision, Pause pause);

    /** Fetches JSON, however often it takes. */
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
            } catch (IOException e) {
                attempts.failed(e);
            }
        }
    }

    /** One part of an address. */
    static String part(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** A path of several parts. */
    static String path(String text) {
        return part(text).replace("%2F", "/");
    }
}
