package io.github.qwenvl4j.cli.training;

import io.github.qwenvl4j.train.stage.MemoryEstimate;
import java.io.PrintWriter;
import java.util.Locale;

/** Prints the memory that a run needs. */
record EstimateText(MemoryEstimate estimate) {

    private static final double GB = 1e9;

    void print(PrintWriter out) {
        out.println(line("%,d of %,d parameters are trained", estimate.trained(), estimate.parameters()));
        row(out, "weights", estimate.weights(), estimate.keepsStored() ? "frozen ones as stored" : "float32");
        row(out, "gradients", estimate.gradients(), "float32");
        row(out, "moments", estimate.moments(), "float32");
        row(out, "activations", estimate.activations(), "about, for a full batch");
        row(out, "total", estimate.total(), line("of %.1f GB of this machine", MemoryEstimate.memory() / GB));
        out.flush();
    }

    /** Such as {@code 38.6 GB (weights 38.6, gradients ..)}. */
    String summary() {
        return line(
                "memory: about %.2f GB (weights %.2f, gradients %.2f, moments %.2f, activations %.2f)",
                estimate.total() / GB,
                estimate.weights() / GB,
                estimate.gradients() / GB,
                estimate.moments() / GB,
                estimate.activations() / GB);
    }

    private static void row(PrintWriter out, String name, long bytes, String remark) {
        out.println(line("%-12s %9.2f GB  %s", name, bytes / GB, remark));
    }

    private static String line(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
