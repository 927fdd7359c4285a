package io.github.qwenvl4j.checkpoint;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.memory.Allocation;
import io.github.qwenvl4j.memory.Block;
import io.github.qwenvl4j.memory.MappedFile;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * The tensors of a directory, safetensors or PyTorch {@code .bin}, single or sharded, mapped. Thread-safe; owns its
 * mapped files until closed.
 */
public final class TensorFiles implements AutoCloseable {

    private final Path directory;
    private final SortedMap<String, StoredTensor> stored;
    private final SortedMap<String, TensorInfo> tensors;
    private final Map<String, MappedFile> files = new TreeMap<>();
    private final Map<String, Allocation> copies = new HashMap<>(); // of what cannot be read where it lies

    private TensorFiles(Path directory, SortedMap<String, StoredTensor> stored) {
        this.directory = directory;
        this.stored = stored;
        SortedMap<String, TensorInfo> infos = new TreeMap<>();
        for (StoredTensor tensor : stored.values()) {
            TensorInfo info = tensor.info();
            infos.put(info.name(), info);
            files.computeIfAbsent(info.file(), file -> new MappedFile(directory.resolve(file)));
        }
        this.tensors = Collections.unmodifiableSortedMap(infos);
    }

    /** @throws QwenVlException naming the file and what is wrong with its header */
    public static TensorFiles open(Path directory) {
        return open(directory, UnaryOperator.identity());
    }

    /** Opens one file, {@code .safetensors} or {@code .bin}. */
    public static TensorFiles openFile(Path file) {
        return new TensorFiles(file.toAbsolutePath().getParent(), WeightFiles.ofFile(file));
    }

    /**
     * The same with other names.
     *
     * @param name what a tensor is called here, by its name in the files
     */
    static TensorFiles open(Path directory, UnaryOperator<String> name) {
        SortedMap<String, StoredTensor> named = new TreeMap<>();
        for (Map.Entry<String, StoredTensor> tensor :
                WeightFiles.read(directory).entrySet()) {
            String shown = name.apply(tensor.getKey());
            if (named.put(shown, tensor.getValue().named(shown)) != null) {
                throw new QwenVlException(
                        QwenVlException.Kind.CHECKPOINT,
                        directory + ": tensor " + Check.shown(shown) + " is there twice, under two names");
            }
        }
        return new TensorFiles(directory, named);
    }

    /** All tensors by name; unmodifiable. */
    public SortedMap<String, TensorInfo> tensors() {
        return tensors;
    }

    /**
     * A tensor in the file's own dtype: a view of the mapped file, without a copy (except where elements are not aligned, or do
     * not lie row by row).
     *
     * @return for reading, until {@link #close()}
     * @throws QwenVlException when there is no such tensor or its file cannot be mapped
     */
    public synchronized Block tensor(String name) {
        StoredTensor tensor = stored.get(name);
        if (tensor == null) {
            throw new QwenVlException(directory + ": tensor " + name + " is missing");
        }
        Block file = files.get(tensor.info().file()).block();
        return tensor.readable()
                ? tensor.view(file)
                : copies.computeIfAbsent(name, missing -> tensor.copy(file))
                        .block(tensor.info().dtype(), tensor.sizes());
    }

    /** Unmaps the files. Closing twice is allowed; {@link #tensor} fails afterwards. */
    @Override
    public synchronized void close() {
        files.values().forEach(MappedFile::close);
        copies.values().forEach(Allocation::close);
        copies.clear();
    }
}
