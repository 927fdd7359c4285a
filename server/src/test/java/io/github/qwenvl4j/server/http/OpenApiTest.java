package io.github.qwenvl4j.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.qwenvl4j.Precision;
import io.github.qwenvl4j.testing.OpenedModel;
import io.javalin.Javalin;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The description of the API says what the server does. */
class OpenApiTest {

    private static final JsonNode DOCUMENT = read();

    private static JsonNode read() {
        try (InputStream in = OpenApiTest.class.getResourceAsStream("/openapi.json")) {
            return new ObjectMapper().readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void itDescribesEveryRouteAndNoOther() {
        ServerOptions options = ServerOptions.local(0);
        Gate gate = new Gate(options, new RateLimiter(options.access().rates(), System::nanoTime));
        Models models = new Models(
                List.of(new ModelSource("none", () -> null, 1)), ModelMemory.UNBOUNDED, Duration.ZERO, source -> {
                    throw new IllegalStateException("not needed");
                });
        Routes routes =
                new Routes(options, gate, new AnswerPipeline(options, gate, models), models, new ServerMetrics());
        Javalin javalin = Javalin.create(config -> routes.register(config.routes));
        Set<String> served = javalin.unsafe.internalRouter.allHttpHandlers().stream()
                .map(parsed -> parsed.endpoint)
                .filter(endpoint -> Set.of("GET", "POST").contains(endpoint.method.name()))
                .map(endpoint -> endpoint.method.name() + " "
                        + endpoint.path.replace('<', '{').replace('>', '}'))
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> described = new TreeSet<>();
        DOCUMENT.at("/paths")
                .properties()
                .forEach(path -> path.getValue().fieldNames().forEachRemaining(method -> {
                    if (!method.equals("parameters")) {
                        described.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey());
                    }
                }));
        assertThat(described).isEqualTo(served);
    }

    @Test
    void everyRequestThatItShowsIsAnswered() throws Exception {
        try (TestServer server =
                TestServer.start("pico", options -> options, () -> OpenedModel.open("tiny-vl", Precision.FLOAT32))) {
            int tried = 0;
            for (Map.Entry<String, JsonNode> path : DOCUMENT.at("/paths").properties()) {
                JsonNode post = path.getValue().path("post");
                if (!post.isMissingNode() && !post.has("security")) { // not those that need a key of their own
                    JsonNode example = post.at("/requestBody/content")
                            .path("application/json")
                            .path("example");
                    HttpResponse<String> reply = server.post(path.getKey(), example.toString());
                    assertThat(reply.statusCode())
                            .as(path.getKey() + reply.body())
                            .isEqualTo(200);
                    tried++;
                }
            }
            assertThat(tried).isEqualTo(15);
        }
    }

    @Test
    void itsReferencesLeadSomewhere() {
        List<String> references = DOCUMENT.findValuesAsText("$ref");
        assertThat(references)
                .isNotEmpty()
                .allSatisfy(reference -> assertThat(
                                DOCUMENT.at(reference.substring(1)).isMissingNode())
                        .as(reference)
                        .isFalse());
    }
}
