package io.github.qwenvl4j.batch.output;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.qwenvl4j.evaluate.data.JsonRecord;
import io.github.qwenvl4j.evaluate.data.JsonRecords;
import io.github.qwenvl4j.file.LineFile;
import io.github.qwenvl4j.file.LineSignature;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/** A file of responses in the form of OpenAI's batches, a line for each {@code custom_id}. Thread-safe. */
public final class OpenAiLines implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final LineSignature SIGNATURE = RowFile.signature("{\"id\":\"batch_req_", "\"custom_id\"");
    private static final int GOOD = 200;

    private final LineFile lines;
    private final Set<String> ids = new HashSet<>();
    private final Set<String> errors = new HashSet<>();

    private OpenAiLines(LineFile lines) {
        this.lines = lines;
    }

    /** @throws io.github.qwenvl4j.QwenVlException where the file cannot be written, or holds something else */
    public static OpenAiLines open(Path file) {
        LineFile lines = LineFile.open(file, SIGNATURE);
        try {
            OpenAiLines written = new OpenAiLines(lines);
            if (!lines.isEmpty()) {
                JsonRecords.read(file, "", written::take);
                lines.lock();
            }
            return written;
        } catch (RuntimeException | Error e) {
            lines.close();
            throw e;
        }
    }

    private boolean take(JsonRecord record) {
        String id = record.optionalText("custom_id").orElseThrow(() -> SIGNATURE.refuse(record.place()));
        boolean good = record.json().path("response").path("status_code").asInt() == GOOD;
        return ids.add(id) | (!good && errors.add(id));
    }

    /** Whether the response of an earlier run is an error; its request is not asked again. */
    public boolean wasError(String id) {
        return errors.contains(id);
    }

    public synchronized boolean has(String id) {
        return ids.contains(id);
    }

    /** Adds a response, unless the request has one. */
    public synchronized void append(String id, int status, String requestId, JsonNode body) {
        if (ids.add(id)) {
            ObjectNode line =
                    JSON.createObjectNode().put("id", "batch_req_" + requestId).put("custom_id", id);
            line.putObject("response")
                    .put("status_code", status)
                    .put("request_id", requestId)
                    .set("body", body);
            line.putNull("error");
            lines.append(line.toString());
        }
    }

    @Override
    public void close() {
        lines.close();
    }
}
