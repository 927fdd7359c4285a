package io.github.qwenvl4j.train.data;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.QwenVlException.Kind;
import io.github.qwenvl4j.train.sample.SampleFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The samples of the files of a stage, checked before training starts.
 *
 * @param training from all files
 * @param heldOut empty if there is no file for it
 * @param reports of all files
 */
public record FileSamples(SampleStore training, SampleStore heldOut, List<DataReport> reports) {

    /** Scenes have no files. */
    public static FileSamples none() {
        return new FileSamples(new SampleStore(), new SampleStore(), new ArrayList<>());
    }

    /**
     * Reads all files.
     *
     * @throws QwenVlException if a file has no usable sample, or more bad records than the stage skips
     */
    public static FileSamples read(FileData data, SampleCheck check) {
        FileSamples samples = none();
        for (FileData.Source source : data.files()) {
            samples.add(Path.of(source.file()), samples.training, data, check);
        }
        if (!data.heldOut().isEmpty()) {
            samples.add(Path.of(data.heldOut()), samples.heldOut, data, check);
        }
        return samples;
    }

    private void add(Path file, SampleStore store, FileData data, SampleCheck check) {
        store.nextFile();
        Optional<Path> images = data.images().isEmpty() ? Optional.empty() : Optional.of(Path.of(data.images()));
        DataReport report = new DataCheck(check, store::add).of(new SampleFile(file, images));
        reports.add(report);
        int dropped = report.dropped().size();
        if (report.usable() == 0) {
            throw refused(file + ": nothing to learn: " + report.firstDropped().orElse("it contains no sample")
                    + (dropped > 1 ? "; and " + (dropped - 1) + " more skipped" : ""));
        }
        if (dropped > data.maxBroken()) {
            String more = dropped > 1 ? ", and " + (dropped - 1) + " more" : "";
            throw refused(report.firstDropped().orElseThrow() + more
                    + " (--skip-bad trains on the other records; qwenvl data check shows all)");
        }
    }

    private static QwenVlException refused(String message) {
        return new QwenVlException(Kind.FILE, message);
    }
}
