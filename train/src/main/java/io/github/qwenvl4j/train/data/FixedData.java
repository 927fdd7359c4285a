package io.github.qwenvl4j.train.data;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.qwenvl4j.file.AtomicFile;
import io.github.qwenvl4j.train.sample.Sample;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Collects the good samples of a data file and writes them in the official layout, with absolute picture paths. */
public final class FixedData implements DataCheck.Good {

    private static final JsonMapper JSON = new JsonMapper();

    private final List<String> records = new ArrayList<>();

    @Override
    public void accept(Sample sample, Tokenized tokenized) {
        try {
            records.add(JSON.writeValueAsString(numbered(sample, Integer.toString(records.size() + 1))));
        } catch (IOException e) {
            throw new UncheckedIOException(e); // nothing is written anywhere
        }
    }

    private static Sample numbered(Sample sample, String id) {
        if (sample instanceof Sample.Completion completion) {
            return new Sample.Completion(id, completion.task(), completion.prompt(), completion.completion());
        }
        Sample.Chat chat = (Sample.Chat) sample;
        return new Sample.Chat(id, chat.task(), chat.system(), chat.conversations());
    }

    /** @param file {@code .json}: an array; any other: one record per line */
    public void write(Path file) {
        boolean array = file.toString().endsWith(".json");
        AtomicFile.write(file, channel -> {
            Writer out = new BufferedWriter(Channels.newWriter(channel, StandardCharsets.UTF_8));
            out.write(array ? "[\n" : "");
            out.write(String.join(array ? ",\n" : "\n", records));
            out.write(array ? "\n]\n" : "\n");
            out.flush();
        });
    }
}
