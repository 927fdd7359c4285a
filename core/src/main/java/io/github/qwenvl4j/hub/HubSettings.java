package io.github.qwenvl4j.hub;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.file.Environment;
import io.github.qwenvl4j.file.FileProblem;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Caches, endpoints and tokens, from the environment variables that Python's tools use.
 *
 * @param cache models from Hugging Face: {@code HF_HUB_CACHE}, or {@code hub} in {@code HF_HOME}, which is
 *     {@code huggingface} in {@code XDG_CACHE_HOME} or {@code ~/.cache}
 * @param modelScopeCache models from ModelScope: {@code MODELSCOPE_CACHE} or {@code ~/.cache/modelscope/hub}
 * @param builtInCache where the library's own model is unpacked: {@code qwenvl4j} in {@code XDG_CACHE_HOME} or
 *     {@code ~/.cache}
 * @param endpoint {@code HF_ENDPOINT}
 * @param modelScopeEndpoint {@code MODELSCOPE_ENDPOINT}, or {@code https://} and {@code MODELSCOPE_DOMAIN}
 * @param token {@code HF_TOKEN}, or what the file {@code HF_TOKEN_PATH} ({@code token} in {@code HF_HOME}) holds
 * @param modelScopeToken {@code MODELSCOPE_API_TOKEN}
 * @param offline {@code HF_HUB_OFFLINE}: never connects to a hub
 * @param symlinks false if {@code HF_HUB_DISABLE_SYMLINKS} is set: files are then stored without symbolic links
 */
public record HubSettings(
        Path cache,
        Path modelScopeCache,
        Path builtInCache,
        URI endpoint,
        URI modelScopeEndpoint,
        Optional<String> token,
        Optional<String> modelScopeToken,
        boolean offline,
        boolean symlinks) {

    private static final Set<String> TRUE = Set.of("1", "ON", "YES", "TRUE");

    /** The settings of this process. */
    public static HubSettings fromEnvironment() {
        return of(Environment.ofProcess());
    }

    /**
     * @param userHome the meaning of {@code ~} if {@code HOME} is not set
     * @throws QwenVlException if an endpoint is not a URL, or the token's file cannot be read
     */
    public static HubSettings of(Map<String, String> environment, Path userHome) {
        return of(Environment.of(environment, userHome));
    }

    private static HubSettings of(Environment variables) {
        Path home = variables.path("HF_HOME").orElse(variables.caches().resolve("huggingface"));
        return new HubSettings(
                variables.path("HF_HUB_CACHE").orElse(home.resolve("hub")),
                variables.path("MODELSCOPE_CACHE").orElse(variables.home().resolve(".cache/modelscope/hub")),
                variables.ownCache(),
                endpoint(variables, "HF_ENDPOINT").orElse(URI.create("https://huggingface.co")),
                modelScope(variables),
                token(variables, home),
                variables.text("MODELSCOPE_API_TOKEN"),
                on(variables, "HF_HUB_OFFLINE"),
                !on(variables, "HF_HUB_DISABLE_SYMLINKS"));
    }

    private static URI modelScope(Environment variables) {
        return endpoint(variables, "MODELSCOPE_ENDPOINT")
                .orElseGet(() -> URI.create(
                        "https://" + variables.text("MODELSCOPE_DOMAIN").orElse("www.modelscope.cn")));
    }

    private static Optional<String> token(Environment variables, Path home) {
        Optional<String> given = variables.text("HF_TOKEN");
        if (given.isPresent()) {
            return given;
        }
        Path file = variables.path("HF_TOKEN_PATH").orElse(home.resolve("token"));
        try {
            return Files.exists(file)
                    ? Optional.of(Files.readString(file).strip()).filter(text -> !text.isEmpty())
                    : Optional.empty();
        } catch (IOException e) {
            throw FileProblem.reading(file, e);
        }
    }

    private static Optional<URI> endpoint(Environment variables, String name) {
        return variables.text(name).map(value -> {
            String address = value.replaceAll("/+$", "");
            if (!address.matches("https?://[^/?#@\\s]+(/[^?#\\s]*)?")) {
                throw new QwenVlException(name + " is '" + value + "', which is not an http or https address");
            }
            return URI.create(address);
        });
    }

    private static boolean on(Environment variables, String name) {
        return variables
                .text(name)
                .map(value -> TRUE.contains(value.toUpperCase(Locale.ROOT)))
                .orElse(false);
    }
}
