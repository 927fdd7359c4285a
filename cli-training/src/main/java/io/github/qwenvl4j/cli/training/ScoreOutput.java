package io.github.qwenvl4j.cli.training;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.qwenvl4j.cli.io.OutputFile;
import io.github.qwenvl4j.file.AtomicFile;
import io.github.qwenvl4j.train.eval.ScoreTable;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** Where the scores of an exam go: a table, then one line of JSON. */
final class ScoreOutput {

    @Option(names = "--json", paramLabel = "FILE", description = "Also write the line of JSON to this file.")
    private Path json;

    /** Before anything is computed. */
    void requireWritable() {
        if (json != null) {
            new OutputFile(json).requireWritable(List.of());
        }
    }

    void print(ScoreTable table, PrintWriter out) throws JsonProcessingException {
        table.lines().forEach(out::println);
        String line = new ObjectMapper().writeValueAsString(table.json());
        out.println(line);
        if (json != null) {
            AtomicFile.write(json, line + "\n");
        }
    }
}
