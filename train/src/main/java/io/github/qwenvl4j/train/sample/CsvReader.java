package io.github.qwenvl4j.train.sample;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import io.github.qwenvl4j.QwenVlException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Reads a CSV file whose first row names the columns. */
final class CsvReader implements SampleReader {

    private static final CsvMapper CSV = CsvMapper.csvBuilder()
            .enable(CsvParser.Feature.WRAP_AS_ARRAY)
            .enable(CsvParser.Feature.SKIP_EMPTY_LINES)
            .build();

    private final Path file;
    private final BadRecords bad;
    private final RecordParser parser;
    private final MappingIterator<String[]> rows;
    private final List<String> columns;
    private long row = 1;

    CsvReader(Path file, RecordParser parser, BadRecords bad) throws IOException {
        this.file = file;
        this.bad = bad;
        this.parser = parser;
        this.rows = CSV.readerFor(String[].class).readValues(Files.newBufferedReader(file, StandardCharsets.UTF_8));
        this.columns = row().map(CsvReader::names).orElse(List.of());
        if (!columns.containsAll(CsvRow.REQUIRED)) {
            rows.close();
            throw new QwenVlException(
                    file + ": the first row must name the columns " + String.join(", ", CsvRow.REQUIRED));
        }
    }

    private static List<String> names(String[] header) {
        return Arrays.stream(header)
                .map(name -> name.replace("\uFEFF", "").strip().toLowerCase(Locale.ROOT))
                .toList();
    }

    @Override
    public Optional<Sample> next() throws IOException {
        for (Optional<String[]> cells = row(); cells.isPresent(); cells = row()) {
            String place = file + ": row " + ++row;
            try {
                return Optional.of(parser.read(place, new CsvRow(named(cells.get()))));
            } catch (QwenVlException e) {
                bad.broken(place, e.getMessage());
            }
        }
        return Optional.empty();
    }

    private Map<String, String> named(String[] cells) {
        if (cells.length != columns.size()) {
            throw new QwenVlException(
                    "has " + cells.length + " cells, but the first row names " + columns.size() + " columns");
        }
        Map<String, String> named = new LinkedHashMap<>();
        for (int i = 0; i < cells.length; i++) {
            named.put(columns.get(i), cells[i]);
        }
        return named;
    }

    private Optional<String[]> row() throws IOException {
        try {
            return rows.hasNextValue() ? Optional.of(rows.nextValue()) : Optional.empty();
        } catch (JsonProcessingException e) {
            throw new QwenVlException(file + ": row " + (row + 1) + ": is not valid CSV: a quote is not closed", e);
        } catch (java.nio.charset.CharacterCodingException e) {
            throw new QwenVlException(file + ": row " + (row + 1) + ": is not UTF-8 text", e);
        }
    }

    @Override
    public Map<DataFormat, Long> formats() {
        return parser.formats();
    }

    @Override
    public void close() throws IOException {
        rows.close();
    }
}
