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
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

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
    private long begin; // the line where the record under way begins; 0 between records

    private JsonRecords(Path file, String field) throws IOException {
        this.file = file;
        this.parser = JSON.getFactory().createParser(file.toFile());
        try {
            this.array = enter(field);
        } catch (JsonProcessingException | CharConversionException e) {
            parser.close();
            throw e instanceof JsonProcessingException json ? brokenLine(json) : broken(e);
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
            begin = 0;
            JsonToken token = array || number > 0 ? parser.nextToken() : parser.currentToken();
            if (token == null && array) {
                throw new QwenVlException(Kind.FILE, file + ": ends within the array of records");
            }
            if (token == null || token == JsonToken.END_ARRAY) {
                return Optional.empty();
            }
            number++;
            begin = parser.currentLocation().getLineNr();
            String place = file + ":" + begin;
            if (token != JsonToken.START_OBJECT) {
                throw new QwenVlException(Kind.FILE, place + ": record " + number + " is not a JSON object");
            }
            return Optional.of(new JsonRecord(place, number, JSON.readTree(parser)));
        } catch (JsonProcessingException e) {
            throw array ? broken(e) : brokenLine(e);
        } catch (CharConversionException e) {
            throw broken(e);
        } catch (IOException e) {
            throw FileProblem.reading(file, e);
        }
    }

    /** A record that is cut off is noticed only in the line of the next one, but is wrong itself. */
    private QwenVlException brokenLine(JsonProcessingException e) {
        long noticed = e.getLocation() == null ? begin : e.getLocation().getLineNr();
        long line = begin == 0 ? noticed : begin;
        String reason = line == noticed ? JsonProblem.inLine(e) : JsonProblem.of(e);
        boolean cut = line < noticed && nothingOfItFollows(line);
        return new QwenVlException(
                Kind.FILE, file + ":" + line + ": is " + (cut ? "not valid JSON: it ends too early" : reason), e);
    }

    /** Whether another record, or none, begins behind a line. */
    private boolean nothingOfItFollows(long line) {
        // any bytes are characters of this charset; a bracket is the same in UTF-8
        try (Stream<String> lines = Files.lines(file, StandardCharsets.ISO_8859_1)) {
            return lines.skip(line)
                    .filter(each -> !each.isBlank())
                    .findFirst()
                    .map(each -> each.stripLeading().startsWith("{"))
                    .orElse(true);
        } catch (IOException | UncheckedIOException e) {
            return false; // the parser's reason says enough
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
