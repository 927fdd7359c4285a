package io.github.qwenvl4j.train.sample;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.file.JsonProblem;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Reads one sample per line; skips empty lines. */
final class JsonLinesReader implements SampleReader {

    private static final ObjectReader JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build()
            .reader();
    private static final char REPLACED = '\uFFFD'; // the replacement of malformed UTF-8

    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private final Path file;
    private final BadRecords bad;
    private final RecordParser samples;
    private final BufferedReader lines;
    private long number;

    JsonLinesReader(Path file, RecordParser samples, BadRecords bad) throws IOException {
        this.file = file;
        this.bad = bad;
        this.samples = samples;
        this.lines = new BufferedReader(new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8));
    }

    @Override
    public Optional<Sample> next() throws IOException {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            number++;
            if (number == 1 && line.startsWith(BYTE_ORDER_MARK)) {
                line = line.substring(BYTE_ORDER_MARK.length());
            }
            if (!line.isBlank()) {
                Optional<Sample> sample = sample(line);
                if (sample.isPresent()) {
                    return sample;
                }
            }
        }
        return Optional.empty();
    }

    private Optional<Sample> sample(String line) {
        String place = file + ":" + number;
        try {
            if (line.indexOf(REPLACED) >= 0) {
                throw new QwenVlException("is not valid UTF-8");
            }
            return Optional.of(samples.read(place, JSON.readTree(line)));
        } catch (JsonProcessingException e) {
            bad.broken(place, "is " + JsonProblem.of(e));
        } catch (QwenVlException e) {
            bad.broken(place, e.getMessage());
        }
        return Optional.empty();
    }

    @Override
    public Map<DataFormat, Long> formats() {
        return samples.formats();
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
