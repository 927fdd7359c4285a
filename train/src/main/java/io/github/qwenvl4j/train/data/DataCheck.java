package io.github.qwenvl4j.train.data;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.train.sample.Contents;
import io.github.qwenvl4j.train.sample.Sample;
import io.github.qwenvl4j.train.sample.SampleFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** Reads a data file once and checks every record; several at the same time. */
public final class DataCheck {

    private static final int TOGETHER = 512;

    private final SampleCheck check;
    private final Good good;
    private final List<Sample> waiting = new ArrayList<>();
    private final Set<UUID> seen = new HashSet<>(); // hashes of the texts

    /** Receives the samples that can be trained on, in the order of the file. */
    @FunctionalInterface
    public interface Good {
        void accept(Sample sample, Tokenized tokenized);
    }

    public DataCheck(SampleCheck check, Good good) {
        this.check = check;
        this.good = good;
    }

    /**
     * Bad records are part of the report, as is a file that cannot be read to its end.
     *
     * @throws QwenVlException where there is no such file, or it cannot be opened
     */
    public DataReport of(SampleFile file) {
        DataReport report = new DataReport(file.path());
        try {
            Contents contents = file.read(sample -> add(sample, report), (place, reason) -> {
                flush(report); // in the order of the file
                report.addBroken(place, reason);
            });
            flush(report);
            report.finish(contents);
        } catch (QwenVlException e) {
            if (e.getCause() instanceof FileSystemException) {
                throw e;
            }
            flush(report);
            report.addBroken(file.path().toString(), withoutFile(e.getMessage(), file));
        }
        return report;
    }

    private static String withoutFile(String message, SampleFile file) {
        String name = file.path() + ":";
        return message.startsWith(name) ? message.substring(name.length()).strip() : message;
    }

    private void add(Sample sample, DataReport report) {
        waiting.add(sample);
        if (waiting.size() == TOGETHER) {
            flush(report);
        }
    }

    private void flush(DataReport report) {
        List<SampleCheck.Checked> checked =
                waiting.parallelStream().map(check::of).toList();
        waiting.clear();
        for (SampleCheck.Checked one : checked) {
            UUID hash = hash(one.sample());
            report.add(one, hash);
            if (!seen.add(hash)) {
                report.add(Fault.DUPLICATE, one.sample().id());
            }
            if (one.usable()) {
                one.tokenized().ifPresent(tokenized -> good.accept(one.sample(), tokenized));
            }
        }
    }

    private static UUID hash(Sample sample) {
        String texts = sample instanceof Sample.Completion completion
                ? completion.prompt() + "\0" + completion.completion()
                : ((Sample.Chat) sample).system() + "\0" + ((Sample.Chat) sample).conversations();
        return UUID.nameUUIDFromBytes(texts.getBytes(StandardCharsets.UTF_8));
    }
}
