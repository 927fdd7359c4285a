package io.github.qwenvl4j.examples.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** The application at its socket, with the built-in model. */
class FindApplicationTest {

    private static ConfigurableApplicationContext application;
    private static String address;

    @BeforeAll
    static void start() {
        application = SpringApplication.run(FindApplication.class, "--server.port=0", "--server.address=127.0.0.1");
        address = "http://127.0.0.1:" + application.getEnvironment().getProperty("local.server.port");
    }

    @AfterAll
    static void stop() {
        application.close();
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void aPictureInTheBodyIsAnswered() throws IOException, InterruptedException {
        Path scene = Path.of(System.getProperty("qwenvl.root"), "examples/scene.png");
        HttpResponse<String> answer =
                send(HttpRequest.newBuilder(URI.create(address + "/find?question=Where%20is%20the%20brown%20heart%3F"))
                        .header("Content-Type", "image/png")
                        .POST(HttpRequest.BodyPublishers.ofFile(scene)));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("<box>");
    }

    @Test
    void healthTellsOfTheModel() throws IOException, InterruptedException {
        HttpResponse<String> health = send(HttpRequest.newBuilder(URI.create(address + "/actuator/health")));
        assertThat(health.statusCode()).isEqualTo(200);
        assertThat(health.body()).contains("\"qwenVl\":{\"details\":{\"active\":0,\"queued\":0},\"status\":\"UP\"}");
    }
}
