package io.github.qwenvl4j.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.qwenvl4j.Precision;
import io.github.qwenvl4j.image.DataUrls;
import io.github.qwenvl4j.image.ExifOrientation;
import io.github.qwenvl4j.image.ImageLimits;
import io.github.qwenvl4j.image.ImageLoader;
import io.github.qwenvl4j.image.LocalFiles;
import io.github.qwenvl4j.testing.Fixtures;
import io.github.qwenvl4j.testing.OpenedModel;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pictures that a request names by their places below the folder that the operator allows. */
class FolderPicturesTest {

    private static final String OUTSIDE = "is outside the folder that pictures may be read from";

    @TempDir
    private Path place;

    @Test
    void onlyPicturesBelowTheFolderAreRead() throws Exception {
        Path folder = Files.createDirectory(place.resolve("pictures"));
        Path picture = Files.copy(Fixtures.path("images/scene-640x480.png"), folder.resolve("in.png"));
        Path outside = Files.copy(picture, place.resolve("out.png"));
        Path link = Files.createSymbolicLink(folder.resolve("link.png"), outside);
        ImageLoader loader = new ImageLoader(
                new ImageLimits(25_000_000, 20_000, 20_000_000),
                ExifOrientation.APPLY,
                List.of(new DataUrls(), LocalFiles.below(folder)));
        try (QwenVlServer server = QwenVlServer.start(
                ServerOptions.local(0), "tiny-vl", () -> OpenedModel.open("tiny-vl", Precision.FLOAT32), loader)) {
            server.awaitReady();
            assertThat(ask(server, picture.toUri().toString()).statusCode()).isEqualTo(200);
            assertThat(ask(server, "file://localhost" + picture.toUri().getPath())
                            .statusCode())
                    .isEqualTo(200);
            assertThat(refused(server, outside.toUri().toString())).contains(OUTSIDE);
            assertThat(refused(server, place.resolve("absent.png").toUri().toString()))
                    .contains(OUTSIDE);
            assertThat(refused(server, link.toUri().toString())).contains(OUTSIDE);
            assertThat(refused(server, folder.toUri() + "../out.png")).contains(OUTSIDE);
            assertThat(refused(server, folder.toUri().toString())).contains("is a directory");
            assertThat(refused(server, "file://elsewhere/in.png")).contains("is not a valid path");
            assertThat(refused(server, picture.toString())).contains("must be a data URL");
        }
    }

    private static String refused(QwenVlServer server, String address) throws Exception {
        HttpResponse<String> reply = ask(server, address);
        assertThat(reply.statusCode()).as(address).isEqualTo(400);
        return reply.body();
    }

    private static HttpResponse<String> ask(QwenVlServer server, String address) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + server.port() + "/v1/chat/completions"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(
                        "{\"max_tokens\":1,\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":{\"url\":\""
                                + address + "\"}}]}]}"))
                .build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
    }
}
