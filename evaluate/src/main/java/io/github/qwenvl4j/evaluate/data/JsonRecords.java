package io.github.qwenvl4j.evaluate.data;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.QwenVlException.Kind;
import io.github.qwenvl4j.file.FileProblem;
import io.github.qwenvl4j.file.JsonProblem;
import java.io.CharConversionException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The objects of a file, read one at a time: a JSON array of them, one JSON object per line, or one object that holds the array in
 * a field. Errors name the file, the line and the record.
 */
public final class JsonRecords implements AutoCloseable {

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();

    private final Path file;
    private final JsonParser parser;
    private final boolean array;
    private long number;

    private JsonRecords(Path file, String field) throws IOException {
        this.file = file;
        this.parser = JSON.getFactory().createParser(file.toFile());
        try {
            this.array = enter(field);
        } catch (JsonProcessingException | CharConversionException e) {
            parser.close();
            throw broken(e);
        }
    }

    /** Reads all records of a file. @param field that holds the array where the file is one object; "" where it never is */
    public static <T> List<T> read(Path file, String field, Function<JsonRecord, T> reader) {
        List<T> all = new ArrayList<>();
        try (JsonRecords records = open(file, field)) {
            for (Optional<JsonRecord> each = records.next(); each.isPresent(); each = records.next()) {
                all.add(reader.apply(each.get()));
            }
        }
        return all;
    }

    /** @throws QwenVlException naming the file where it cannot be read */
    public static JsonRecords open(Path file, String field) {
        try {
            boolean within = !field.isEmpty() && hasField(file, field);
            return new JsonRecords(file, within ? field : "");
        } catch (IOException e) {
            throw FileProblem.reading(file, e);
        }
    }

    /** Whether the file is an object with that field, not one object per line. */
    private static boolean hasField(Path file, String field) throws IOException {
        try (JsonParser parser = JSON.getFactory().createParser(file.toFile())) {
            return parser.nextToken() == JsonToken.START_OBJECT && moveTo(parser, field);
        } catch (JsonProcessingException e) {
            return false; // reading from the start tells what is wrong
        }
    }

    /** Moves to the value of a field of the object that has begun. */
    private static boolean moveTo(JsonParser parser, String field) throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            boolean found = parser.currentName().equals(field);
            if (parser.nextToken() == JsonToken.START_ARRAY && found) {
                return true;
            }
            parser.skipChildren();
        }
        return false;
    }

    /** Whether the records are elements of an array. */
    private boolean enter(String field) throws IOException {
        JsonToken first = parser.nextToken();
        if (!field.isEmpty()) {
            return moveTo(parser, field);
        }
        if (first != JsonToken.START_ARRAY && first != JsonToken.START_OBJECT && first != null) {
            throw new QwenVlException(
                    Kind.FILE, file + ": is neither a JSON array of objects nor one JSON object per line");
        }
        return first == JsonToken.START_ARRAY;
    }

    /** The next record; empty at the end. */
    public Optional<JsonRecord> next() {
        try {
            JsonToken token = array || number > 0 ? parser.nextToken() : parser.currentToken();
            if (token == null && array) {
                throw new QwenVlException(Kind.FILE, file + ": ends within the array of records");
            }
            if (token == null || token == JsonToken.END_ARRAY) {
                return Optional.empty();
            }
            number++;
            String place = file + ":" + parser.currentLocation().getLineNr();
            if (token != JsonToken.START_OBJECT) {
                throw new QwenVlException(Kind.FILE, place + ": record " + number + " is not a JSON object");
            }
            return Optional.of(new JsonRecord(place, number, JSON.readTree(parser)));
        } catch (JsonProcessingException | CharConversionException e) {
            throw broken(e);
        } catch (IOException e) {
            throw FileProblem.reading(file, e);
        }
    }

    private QwenVlException broken(IOException e) {
        String reason = e instanceof JsonProcessingException json ? JsonProblem.of(json) : "not UTF-8 text";
        return new QwenVlException(Kind.FILE, file + ": is " + reason, e);
    }

    @Override
    public void close() {
        try {
            parser.close();
        } catch (IOException e) {
            throw FileProblem.reading(file, e);
        }
    }
}
