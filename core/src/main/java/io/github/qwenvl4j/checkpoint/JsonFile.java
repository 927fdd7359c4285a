package io.github.qwenvl4j.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.file.AtomicFile;
import io.github.qwenvl4j.file.FileProblem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;

/** Reads JSON objects from files and headers: refuses duplicate keys and trailing text, accepts Python's NaN. */
public final class JsonFile {

    /** Much larger than the index of any model, and small enough for any heap. */
    private static final long MAX_BYTES = 16L << 20;

    private JsonFile() {}

    /** Loads what reads JSON. */
    public static void prepare() {
        JsonReader.object("{\"numbers\": [1, 2.5], \"text\": \"x\"}".getBytes(StandardCharsets.UTF_8));
    }

    /** Reads {@code file} and passes its fields to {@code reader}; prefixes its errors with the file's name. */
    public static <T> T read(Path file, Function<JsonFields, T> reader) {
        try {
            Check.range("its size", Files.size(file), 0, MAX_BYTES);
            return reader.apply(new JsonFields("", JsonReader.object(Files.readAllBytes(file))));
        } catch (QwenVlException e) {
            throw Check.in(file, e);
        } catch (IOException e) {
            throw FileProblem.reading(file, e);
        }
    }

    /** Writes fields as a JSON file; an existing one is replaced. */
    public static void write(Path file, Object fields) {
        AtomicFile.write(file, channel -> {
            byte[] json = Writer.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(fields);
            AtomicFile.writeFully(channel, ByteBuffer.wrap(json));
        });
    }

    static byte[] bytes(Object fields) throws JsonProcessingException {
        return Writer.MAPPER.writeValueAsBytes(fields);
    }

    /** A value of a file as JSON, for a message. */
    static String text(Object value) {
        try {
            return Writer.MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e); // it was read from JSON
        }
    }

    /** Apart, because what only reads need not load it. */
    private static final class Writer {

        static final ObjectMapper MAPPER = JsonMapper.builder()
                .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS) // equal contents give equal files
                .build();
    }
}
