package io.github.qwenvl4j.internal;

import io.github.qwenvl4j.OpenOptions;
import io.github.qwenvl4j.Precision;
import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.checkpoint.Checkpoint;
import io.github.qwenvl4j.family.Families;
import io.github.qwenvl4j.hub.BuiltInModel;
import io.github.qwenvl4j.memory.NativeLibrary;
import io.github.qwenvl4j.model.ModelAdapter;
import io.github.qwenvl4j.nn.AdaptableWeights;
import io.github.qwenvl4j.weights.Devices;
import io.github.qwenvl4j.weights.OpenedAdapter;
import io.github.qwenvl4j.weights.OpenedWeights;
import io.github.qwenvl4j.weights.WeightFormat;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** An opened checkpoint with everything that belongs to it: mapped files, weights, network, engine, adapters. Thread-safe. */
public final class OpenModel implements AutoCloseable {

    private final Checkpoint checkpoint;
    private final OpenedWeights weights;
    private final AdaptableWeights adaptable;
    private final List<ModelAdapter> adapters = new ArrayList<>(); // that are open
    private final Internals internals;
    private boolean closed;

    private OpenModel(Checkpoint checkpoint, OpenedWeights weights, Precision precision, OpenOptions options) {
        this.checkpoint = checkpoint;
        this.weights = weights;
        this.adaptable = new AdaptableWeights(weights);
        this.internals = Internals.of(checkpoint, adaptable, precision, options);
    }

    /** The directory of the built-in model. */
    public static Path builtIn() {
        HeadStart.begin();
        return BuiltInModel.directory();
    }

    /** @throws QwenVlException as {@link io.github.qwenvl4j.QwenVl#open(Path, OpenOptions)} */
    public static OpenModel open(Path directory, OpenOptions options) {
        HeadStart.begin();
        Checkpoint checkpoint = Families.open(directory);
        OpenedWeights weights = null;
        try {
            checkpoint.requireComplete();
            NativeLibrary.require();
            Precision precision = WeightFormat.choose(options.precision(), checkpoint.config(), options.device());
            long total = checkpoint.totalBytes();
            weights = Devices.open(
                    options.device(),
                    checkpoint,
                    precision,
                    bytes -> options.progress().loaded(bytes, total));
            Threads.use(options.threads(), checkpoint.config());
            OpenModel model = new OpenModel(checkpoint, weights, precision, options);
            options.progress().loaded(total, total);
            return model;
        } catch (RuntimeException | Error e) {
            if (weights != null) {
                weights.close();
            }
            checkpoint.close();
            throw e;
        }
    }

    /** Of the model without adapters. */
    public Internals internals() {
        return internals;
    }

    public synchronized boolean isOpen() {
        return !closed;
    }

    /** Opens an adapter; @throws QwenVlException if it does not fit, or the model has been closed */
    public synchronized ModelAdapter adapter(Path folder) {
        if (closed) {
            throw new QwenVlException(QwenVlException.Kind.CLOSED, "the model has been closed");
        }
        ModelAdapter adapter = OpenedAdapter.open(
                folder, adaptable.places(), checkpoint.config().blocks(), weights.newLayers());
        adapters.add(adapter);
        return adapter;
    }

    /** Frees an adapter once no answer is computed through it; does nothing where that has been done. */
    public void close(Optional<ModelAdapter> adapter) {
        adapter.filter(this::remove).ifPresent(ModelAdapter::close);
    }

    private synchronized boolean remove(ModelAdapter adapter) {
        return adapters.remove(adapter);
    }

    @Override
    public void close() {
        List<ModelAdapter> open;
        synchronized (this) {
            closed = true;
        }
        internals.engine().close();
        synchronized (this) {
            open = List.copyOf(adapters);
            adapters.clear();
        }
        open.forEach(ModelAdapter::close);
        weights.close();
        checkpoint.close();
    }
}
