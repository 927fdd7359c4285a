package io.github.qwenvl4j.checkpoint;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.QwenVlException.Kind;
import io.github.qwenvl4j.memory.Block;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.function.Function;

/**
 * A checkpoint directory in the published layout, opened for reading. Opening reads only the headers; a weight
 * file is mapped on first access to one of its tensors, and its pages are read on demand.
 * Thread-safe.
 */
public final class Checkpoint implements AutoCloseable {

    private final Path directory;
    private final ModelConfig config;
    private final GenerationConfig generation;
    private final TensorFiles files;

    private Checkpoint(Path directory, ModelConfig config, GenerationConfig generation, TensorFiles files) {
        this.directory = directory;
        this.config = config;
        this.generation = generation;
        this.files = files;
    }

    /**
     * Opens {@code directory}: safetensors or PyTorch {@code .bin}, single or sharded. Every header is checked, but not
     * whether the tensors are those of the configuration: see {@link #requireComplete()}.
     *
     * @param config makes the configuration of its family
     * @throws QwenVlException naming the file and what is wrong with it
     */
    public static Checkpoint open(Path directory, Function<JsonFields, ? extends ModelConfig> config) {
        new CheckpointFolder(directory).require();
        ModelConfig read = JsonFile.read(directory.resolve("config.json"), config);
        return new Checkpoint(
                directory,
                read,
                read.generation(directory.resolve("generation_config.json")),
                TensorFiles.open(directory, read::name));
    }

    public Path directory() {
        return directory;
    }

    public ModelConfig config() {
        return config;
    }

    public GenerationConfig generation() {
        return generation;
    }

    /** All tensors by name; unmodifiable. */
    public SortedMap<String, TensorInfo> tensors() {
        return files.tensors();
    }

    /** Size of all values in bytes. */
    public long totalBytes() {
        return tensors().values().stream().mapToLong(TensorInfo::bytes).sum();
    }

    /**
     * A tensor in the file's own dtype: a view of the mapped file, without a copy (except where elements are not aligned, or do
     * not lie row by row).
     *
     * @return for reading, until {@link #close()}
     * @throws QwenVlException when there is no such tensor or its file cannot be mapped
     */
    public Block tensor(String name) {
        return files.tensor(name);
    }

    /**
     * Checks that the checkpoint has exactly the tensors that {@link #config()} requires, with their shapes and types;
     * ignores known buffers.
     *
     * @throws QwenVlException naming the tensors that are missing, unexpected or of the wrong shape
     */
    public void requireComplete() {
        boolean gptq = tensors().keySet().stream().anyMatch(name -> name.endsWith(".qweight"));
        if (gptq && config.quantization().isEmpty()) {
            throw new QwenVlException(
                    Kind.CHECKPOINT,
                    directory + ": the weights are quantised by GPTQ, but config.json has no quantization_config"
                            + " (older tools wrote it to quantize_config.json: copy it there)");
        }
        config.tensors().requireIn(directory, tensors());
    }

    /** Unmaps the files. Closing twice is allowed; {@link #tensor} fails afterwards. */
    @Override
    public void close() {
        files.close();
    }
}
