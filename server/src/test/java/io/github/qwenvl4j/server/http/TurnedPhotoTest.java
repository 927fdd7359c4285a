package io.github.qwenvl4j.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.image.ImageLoader;
import io.github.qwenvl4j.testing.Fixtures;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.util.Base64;
import java.util.function.UnaryOperator;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/** A photo that is turned by EXIF gets the answer of the upright picture, boxes in that one's pixels. */
class TurnedPhotoTest {

    private static final String TURNED = "images/exif6-300x160.jpg";

    @Test
    void aTurnedPhotoIsTheUprightPicture() throws Exception {
        try (TestServer server = TestServer.start(UnaryOperator.identity(), QwenVl::open)) {
            ByteArrayOutputStream upright = new ByteArrayOutputStream();
            String file = Fixtures.path(TURNED).toString();
            ImageIO.write(ImageLoader.standard().load(file).toBufferedImage(), "png", upright);
            JsonNode expected = found(server, "png", upright.toByteArray());
            JsonNode seen = found(server, "jpeg", Files.readAllBytes(Fixtures.path(TURNED)));

            assertThat(seen).isEqualTo(expected);
            JsonNode pixels = seen.at("/grounding/0/boxes/0/pixels");
            assertThat(pixels).hasSize(4);
            assertThat(pixels.get(2).asInt()).isBetween(1, 159);
            assertThat(pixels.get(3).asInt()).isBetween(1, 299);
        }
    }

    private static JsonNode found(TestServer server, String type, byte[] picture) throws Exception {
        String url = "data:image/" + type + ";base64," + Base64.getEncoder().encodeToString(picture);
        String content = "[{\"type\":\"image_url\",\"image_url\":{\"url\":\"" + url + "\"}},"
                + "{\"type\":\"text\",\"text\":\"Where is the red circle?\"}]";
        return TestServer.json(server.chat("\"temperature\":0,\"max_tokens\":40,\"constrain_boxes\":true,"
                        + "\"beginning\":\"<ref>the red circle</ref><box>\",\"messages\":[{\"role\":\"user\",\"content\":"
                        + content + "}]"))
                .at("/choices/0/message");
    }
}
