package io.github.qwenvl4j.train.sample;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.file.FileProblem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * A file of samples: a JSON array, one JSON record per line, or CSV (by its name); the records may have any
 * {@link DataFormat}.
 *
 * @param images base of relative picture paths; empty: the folder of the file
 */
public record SampleFile(Path path, Optional<Path> images) {

    /** Its pictures are beside it. */
    public SampleFile(Path path) {
        this(path, Optional.empty());
    }

    SampleReader open(BadRecords bad) {
        Path folder = images.orElse(path).toAbsolutePath();
        RecordParser parser = new RecordParser(images.isPresent() ? folder : folder.getParent());
        try {
            if (path.toString().toLowerCase(Locale.ROOT).endsWith(".csv")) {
                return new CsvReader(path, parser, bad);
            }
            return isArray() ? new JsonArrayReader(path, parser, bad) : new JsonLinesReader(path, parser, bad);
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /** How its records are arranged, for messages. */
    public String container() {
        if (path.toString().toLowerCase(Locale.ROOT).endsWith(".csv")) {
            return "CSV";
        }
        try {
            return isArray() ? "JSON array" : "JSON lines";
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /** A record is an object, so a file that begins with a bracket is an array. */
    private boolean isArray() throws IOException {
        try (InputStream in = Files.newInputStream(path)) {
            byte[] first = in.readNBytes(1024);
            int at = first.length > 2 && first[0] == (byte) 0xEF ? 3 : 0; // a byte order mark
            while (at < first.length && Character.isWhitespace(first[at])) {
                at++;
            }
            return at < first.length && first[at] == '[';
        }
    }

    /** Passes every valid sample on; returns what the file is made of. */
    public Contents read(Consumer<Sample> samples, BadRecords bad) {
        try (SampleReader reader = open(bad)) {
            for (Optional<Sample> sample = reader.next(); sample.isPresent(); sample = reader.next()) {
                samples.accept(sample.get());
            }
            return new Contents(container(), reader.formats());
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /** Counts the valid samples of the whole file. */
    public long count(BadRecords bad) {
        return read(sample -> {}, bad).samples();
    }

    /** Whether a valid sample satisfies the condition; reads only up to the first one. */
    public boolean any(Predicate<Sample> such, BadRecords bad) {
        try (SampleReader reader = open(bad)) {
            Optional<Sample> sample = reader.next();
            while (sample.isPresent() && !such.test(sample.get())) {
                sample = reader.next();
            }
            return sample.isPresent();
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    QwenVlException unreadable(IOException e) {
        return FileProblem.reading(path, e);
    }
}
