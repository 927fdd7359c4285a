package io.github.qwenvl4j.train.sample;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.file.JsonProblem;
import java.io.CharConversionException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Reads the published fine-tuning form, one JSON array of samples. Nothing can be read after invalid JSON. */
final class JsonArrayReader implements SampleReader {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path file;
    private final BadRecords bad;
    private final RecordParser samples;
    private final JsonParser parser;
    private long record;
    private boolean ended;

    JsonArrayReader(Path file, RecordParser samples, BadRecords bad) throws IOException {
        this.file = file;
        this.bad = bad;
        this.samples = samples;
        this.parser = JSON.getFactory().createParser(file.toFile());
        if (token() != JsonToken.START_ARRAY) {
            parser.close();
            throw new QwenVlException(file + ": is not a JSON array of samples");
        }
    }

    @Override
    public Optional<Sample> next() throws IOException {
        while (!ended && !(ended = token() == JsonToken.END_ARRAY)) {
            String place = place() + ", record " + ++record;
            JsonNode json = tree();
            try {
                return Optional.of(samples.read(place, json));
            } catch (QwenVlException e) {
                bad.broken(place, e.getMessage());
            }
        }
        return Optional.empty();
    }

    private JsonToken token() throws IOException {
        try {
            JsonToken token = parser.nextToken();
            if (token == null) {
                throw new QwenVlException(place() + ": the file ends within the array of samples");
            }
            return token;
        } catch (JsonProcessingException e) {
            throw malformed(e);
        } catch (CharConversionException e) {
            throw new QwenVlException(place() + ": is not UTF-8 text", e);
        }
    }

    private JsonNode tree() throws IOException {
        try {
            return JSON.readTree(parser);
        } catch (JsonProcessingException e) {
            throw malformed(e);
        } catch (CharConversionException e) {
            throw new QwenVlException(place() + ": is not UTF-8 text", e);
        }
    }

    private QwenVlException malformed(JsonProcessingException e) {
        return new QwenVlException(place() + ": is " + JsonProblem.of(e), e);
    }

    private String place() {
        return file + ":" + parser.currentLocation().getLineNr();
    }

    @Override
    public Map<DataFormat, Long> formats() {
        return samples.formats();
    }

    @Override
    public void close() throws IOException {
        parser.close();
    }
}
