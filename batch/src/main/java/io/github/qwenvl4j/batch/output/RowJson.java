package io.github.qwenvl4j.batch.output;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.qwenvl4j.batch.LabelAnswer;
import io.github.qwenvl4j.batch.LabelBox;
import io.github.qwenvl4j.batch.LabelRow;
import java.util.List;

/** A row as an object of JSON. */
public final class RowJson {

    private static final ObjectMapper JSON = new ObjectMapper();

    private RowJson() {}

    public static ObjectNode of(LabelRow row) {
        ObjectNode json = JSON.createObjectNode()
                .put("key", row.key())
                .put("source", row.source())
                .put("question", row.question())
                .put("sha256", row.sha256());
        row.answer().ifPresent(answer -> add(json, answer));
        row.failure().ifPresent(failure -> json.put("error", failure.kind()).put("message", failure.message()));
        return json.put("milliseconds", Math.round(10 * row.milliseconds()) / 10.0);
    }

    private static void add(ObjectNode json, LabelAnswer answer) {
        json.put("answer", answer.text());
        answer.value().ifPresent(value -> json.set("value", value));
        json.set("boxes", boxes(answer.boxes()));
        if (!answer.probabilities().isEmpty()) {
            ObjectNode probabilities = json.putObject("probabilities");
            answer.probabilities().forEach(probabilities::put);
        }
        json.put("finish_reason", answer.finish())
                .put("prompt_tokens", answer.promptTokens())
                .put("new_tokens", answer.newTokens());
    }

    private static ArrayNode boxes(List<LabelBox> boxes) {
        ArrayNode all = JSON.createArrayNode();
        for (LabelBox box : boxes) {
            ObjectNode each = all.addObject().put("label", box.label());
            each.putArray("box").add(box.x1()).add(box.y1()).add(box.x2()).add(box.y2());
        }
        return all;
    }
}
