package io.github.qwenvl4j.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.awt.Color;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import javax.imageio.ImageIO;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The pages of a PDF as pictures, on the wire. */
class PagesApiTest {

    private static final Offset<Double> CLOSE = Offset.offset(1e-4);
    private static final List<Color> COLOURS = List.of(Color.RED, Color.BLUE, Color.GREEN);

    @AutoClose
    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.start();
    }

    /** Pages of 144 x 72 points, each of one colour. */
    static byte[] pdf(int pages) throws IOException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        try (PDDocument document = new PDDocument()) {
            for (int i = 0; i < pages; i++) {
                PDPage page = new PDPage(new PDRectangle(144, 72));
                document.addPage(page);
                try (PDPageContentStream content = new PDPageContentStream(document, page)) {
                    content.setNonStrokingColor(COLOURS.get(i % COLOURS.size()));
                    content.addRect(0, 0, 144, 72);
                    content.fill();
                }
            }
            document.save(file);
        }
        return file.toByteArray();
    }

    static String url(byte[] pdf) {
        return "data:application/pdf;base64," + Base64.getEncoder().encodeToString(pdf);
    }

    private static JsonNode pages(String fields) throws Exception {
        HttpResponse<String> response = server.post("/v1/pages", "{" + fields + "}");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return TestServer.json(response);
    }

    private static Color colour(JsonNode view) throws IOException {
        String[] parts = view.get("url").asText().split(",");
        assertThat(parts[0]).isEqualTo("data:image/png;base64");
        var picture = ImageIO.read(new ByteArrayInputStream(Base64.getDecoder().decode(parts[1])));
        assertThat(picture.getWidth()).isEqualTo(view.get("width").asInt()).isEqualTo(300);
        assertThat(picture.getHeight()).isEqualTo(view.get("height").asInt()).isEqualTo(150);
        return new Color(picture.getRGB(150, 75));
    }

    @Test
    void thePagesThatAreAskedForAreDrawn() throws Exception {
        JsonNode reply = pages("\"document\":\"" + url(pdf(3)) + "\",\"first\":2,\"count\":8");
        assertThat(reply.get("pages").asInt()).isEqualTo(3);
        assertThat(reply.get("data"))
                .extracting(view -> view.get("page").asInt())
                .containsExactly(2, 3);
        assertThat(colour(reply.at("/data/0"))).isEqualTo(Color.BLUE);
        assertThat(colour(reply.at("/data/1"))).isEqualTo(Color.GREEN);
        JsonNode long10 = pages("\"document\":\"" + url(pdf(10)) + "\"");
        assertThat(long10.get("pages").asInt()).isEqualTo(10);
        assertThat(long10.get("data")).hasSize(8);
    }

    /** What the model sees of a page is what is drawn of it. */
    @Test
    void aPageIsAskedAboutByItsNumber() throws Exception {
        String pdf = url(pdf(2));
        JsonNode drawn = pages("\"document\":\"" + pdf + "\"").get("data");
        double first = likelihood(pdf);
        double second = likelihood(pdf + "#page=2");
        assertThat(likelihood(drawn.at("/0/url").asText())).isCloseTo(first, CLOSE);
        assertThat(likelihood(drawn.at("/1/url").asText())).isCloseTo(second, CLOSE);
        assertThat(second).isNotCloseTo(first, CLOSE);
        HttpResponse<String> none = server.chat(asking(pdf + "#page=3"));
        assertThat(none.statusCode()).isEqualTo(400);
        assertThat(TestServer.json(none).at("/error/message").asText()).endsWith(" has no page 3, but 2 pages");
    }

    /** Of the first word of the answer. */
    private static double likelihood(String url) throws Exception {
        HttpResponse<String> response = server.chat(asking(url));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return TestServer.json(response)
                .at("/choices/0/logprobs/content/0/logprob")
                .asDouble();
    }

    private static String asking(String url) {
        return "\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":{\"url\":\"" + url
                + "\"}},{\"type\":\"text\",\"text\":\"What is it?\"}]}],\"temperature\":0,\"max_tokens\":3,\"logprobs\":true";
    }

    @Test
    void aPictureIsItsOnlyPage() throws Exception {
        JsonNode reply = pages("\"document\":\"" + TestServer.dataUrl("scene-640x480.png") + "\"");
        assertThat(reply.get("pages").asInt()).isEqualTo(1);
        assertThat(reply.at("/data/0/width").asInt()).isEqualTo(640);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "first|'first':4|first must be at most 3, the number of pages",
                "first|'first':0|first must be at least 1",
                "count|'count':9|count must be at most 8",
                "count|'count':0|count must be at least 1",
                "model|'model':'other'|unknown model"
            })
    void pagesThatAreNotThereAreRefused(String field, String given, String message) throws Exception {
        String body = "{\"document\":\"" + url(pdf(3)) + "\"," + given.replace('\'', '"') + "}";
        JsonNode error = TestServer.json(server.post("/v1/pages", body)).get("error");
        assertThat(error.get("message").asText()).startsWith(message);
        assertThat(error.get("param").asText()).isEqualTo(field);
    }

    @Test
    void aDamagedDocumentIsRefusedInALine() throws Exception {
        byte[] damaged = "%PDF-1.4 nothing else".getBytes(StandardCharsets.US_ASCII);
        HttpResponse<String> response = server.post("/v1/pages", "{\"document\":\"" + url(damaged) + "\"}");
        assertThat(response.statusCode()).isEqualTo(400);
        JsonNode error = TestServer.json(response).get("error");
        assertThat(error.get("param").asText()).isEqualTo("document");
        assertThat(error.get("message").asText()).endsWith(" is a damaged PDF file");
    }
}
