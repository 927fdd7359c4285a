package io.github.qwenvl4j.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.qwenvl4j.Answer;
import io.github.qwenvl4j.FinishReason;
import io.github.qwenvl4j.Timings;
import io.github.qwenvl4j.family.Families;
import io.github.qwenvl4j.grounding.GroundingForm;
import io.github.qwenvl4j.model.AskedPrompt;
import io.github.qwenvl4j.testing.Fixtures;
import io.github.qwenvl4j.tokenizer.Tokenizer;
import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class RunReportTest {

    private static final Tokenizer TOKENIZER = Families.tokenizer(Fixtures.path("tiny-vl/qwen.tiktoken"));
    private static final AskedPrompt.AskedPicture SQUARE = new AskedPrompt.AskedPicture(0, 256, 2, 2);
    private static final AskedPrompt.AskedPicture WIDE = new AskedPrompt.AskedPicture(5, 256, 200, 100);

    @Test
    void boxesBelongToTheLatestPicture() throws IOException {
        JsonNode box = boxes("<ref> the dog</ref><box>(100,200),(500,999)</box>", List.of(SQUARE, WIDE))
                .get(0);
        assertThat(box.get("ref").asText()).isEqualTo("the dog");
        assertThat(box.get("box").toString()).isEqualTo("[100,200,500,999]");
        assertThat(box.get("pixels").toString()).isEqualTo("[20,20,100,99]");
        assertThat(box.get("image").asInt()).isEqualTo(2);
    }

    @Test
    void eachBoxOfARefIsListed() throws IOException {
        JsonNode boxes = boxes("<ref>dogs</ref><box>(1,2),(3,4)</box><box>(5,6),(7,8)</box>", List.of(SQUARE));
        assertThat(boxes).hasSize(2).allMatch(box -> box.get("ref").asText().equals("dogs"));
    }

    @Test
    void withoutRefOrPictureTheFieldsAreNull() throws IOException {
        assertThat(boxes("<box>(1,2),(3,4)</box>", List.of()).get(0).toString())
                .isEqualTo("{\"ref\":null,\"box\":[1,2,3,4],\"pixels\":null,\"image\":null}");
    }

    @Test
    void theTextKeepsItsTags() throws IOException {
        String text = "<ref>a</ref><box>(1,2),(3,4)</box> 狗";
        assertThat(json(text, List.of()).get("text").asText()).isEqualTo(text);
    }

    private static JsonNode boxes(String text, List<AskedPrompt.AskedPicture> images) throws IOException {
        return json(text, images).get("boxes");
    }

    private static JsonNode json(String text, List<AskedPrompt.AskedPicture> images) throws IOException {
        AskedPrompt asked = new AskedPrompt(new int[] {1, 2, 3}, images);
        Answer answer = new Answer(
                text,
                List.of(4),
                FinishReason.STOP,
                new Answer.Usage(3, 0, 1),
                new Timings(1, 2, 3),
                List.of(),
                OptionalLong.empty(),
                GroundingForm.TAGS);
        return new ObjectMapper()
                .readTree(RunReport.of(asked, answer, TOKENIZER, 10).toJson());
    }
}
