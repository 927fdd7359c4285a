package io.github.qwenvl4j.checkpoint;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.file.AtomicFile;
import io.github.qwenvl4j.file.FileProblem;
import io.github.qwenvl4j.file.JsonProblem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;

/** Reads JSON objects from files and headers: refuses duplicate keys and trailing text, accepts Python's NaN. */
public final class JsonFile {

    /** Much larger than the index of any model, and small enough for any heap. */
    private static final long MAX_BYTES = 16L << 20;

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS) // equal contents give equal files
            .build();

    private JsonFile() {}

    /** Reads {@code file} and passes its fields to {@code reader}; prefixes its errors with the file's name. */
    public static <T> T read(Path file, Function<JsonFields, T> reader) {
        try {
            Check.range("its size", Files.size(file), 0, MAX_BYTES);
            return reader.apply(new JsonFields("", parse(Files.readAllBytes(file))));
        } catch (QwenVlException e) {
            throw Check.in(file, e);
        } catch (IOException e) {
            throw FileProblem.reading(file, e);
        }
    }

    static JsonNode parse(byte[] json) {
        try {
            JsonNode node = MAPPER.readTree(json);
            if (!node.isObject()) {
                throw new QwenVlException("not a JSON object");
            }
            return node;
        } catch (JsonProcessingException e) {
            throw new QwenVlException(JsonProblem.of(e), e);
        } catch (IOException e) {
            throw new QwenVlException("not valid JSON: it is not UTF-8 text", e);
        }
    }

    /** Writes fields as a JSON file; an existing one is replaced. */
    public static void write(Path file, Object fields) {
        AtomicFile.write(file, channel -> {
            byte[] json = MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(fields);
            AtomicFile.writeFully(channel, ByteBuffer.wrap(json));
        });
    }

    static byte[] bytes(Object fields) throws JsonProcessingException {
        return MAPPER.writeValueAsBytes(fields);
    }
}
