package io.github.qwenvl4j.batch.output;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import io.github.qwenvl4j.batch.LabelRow;
import io.github.qwenvl4j.file.FileProblem;
import io.github.qwenvl4j.file.LineFile;
import io.github.qwenvl4j.file.LineSignature;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** A table with names in its first line; values, boxes and probabilities are JSON within their cells. */
final class CsvRows implements RowForm {

    private static final List<String> COLUMNS = List.of(
            "key",
            "source",
            "question",
            "sha256",
            "answer",
            "value",
            "boxes",
            "probabilities",
            "finish_reason",
            "prompt_tokens",
            "new_tokens",
            "error",
            "message",
            "milliseconds");

    private static final String HEADER = String.join(",", COLUMNS);
    private static final LineSignature SIGNATURE = RowFile.signature(HEADER, HEADER);
    private static final CsvMapper CSV = new CsvMapper();
    private static final CsvSchema SCHEMA = COLUMNS.stream()
            .reduce(CsvSchema.builder(), CsvSchema.Builder::addColumn, (one, other) -> one)
            .build();

    @Override
    public LineFile open(Path file) {
        return LineFile.openCsv(file, SIGNATURE);
    }

    @Override
    public Optional<String> header() {
        return Optional.of(HEADER);
    }

    @Override
    public String line(LabelRow row) {
        JsonNode json = RowJson.of(row);
        Map<String, String> cells = new LinkedHashMap<>();
        COLUMNS.forEach(column -> cells.put(column, cell(json.path(column))));
        return written(cells);
    }

    private static String cell(JsonNode value) {
        return value.isContainerNode() ? value.toString() : value.asText();
    }

    private static String written(Map<String, String> cells) {
        try {
            return CSV.writer(SCHEMA).writeValueAsString(cells).stripTrailing();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("texts can be written", e);
        }
    }

    @Override
    public void forEach(Path file, Consumer<Written> reader) {
        try (MappingIterator<Map<String, String>> rows = CSV.readerForMapOf(String.class)
                .with(CsvSchema.emptySchema().withHeader())
                .readValues(file.toFile())) {
            while (rows.hasNextValue()) {
                Map<String, String> cells = rows.nextValue();
                if (!cells.keySet().equals(Set.copyOf(COLUMNS))) {
                    throw SIGNATURE.refuse(
                            file + ":" + rows.getCurrentLocation().getLineNr());
                }
                reader.accept(new Written(cells.get("key"), !cells.get("error").isEmpty(), written(cells)));
            }
        } catch (JsonProcessingException e) {
            throw SIGNATURE.refuse(file.toString());
        } catch (IOException e) {
            throw FileProblem.reading(file, e);
        }
    }
}
