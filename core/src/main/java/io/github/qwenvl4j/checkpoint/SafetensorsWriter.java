package io.github.qwenvl4j.checkpoint;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.file.AtomicFile;
import io.github.qwenvl4j.file.FileProblem;
import io.github.qwenvl4j.memory.Block;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Writes weights in the published layout: {@code model.safetensors}, or shards with an index when they are larger than
 * one shard may be. Tensors are written one after another, so that no second copy is in memory; each file is written
 * under a temporary name and then moved, the index last. Do not save into the folder of an earlier save: until the
 * index is replaced, it refers to a mixture of old and new files.
 */
public final class SafetensorsWriter {

    private static final String SINGLE = "model.safetensors";
    private static final String INDEX = SINGLE + ".index.json";
    private static final int CHUNK = 64 << 20;
    private static final int ALIGNMENT = 64; // alignment that vector instructions need for memory-mapped weights

    /**
     * Order in the file: first the tensors whose size is a multiple of the alignment, so that all of these are aligned;
     * then the others by descending element size, so that each is at least aligned to its elements and can be mapped.
     */
    private static final Comparator<TensorInfo> ALIGNING = Comparator.comparing(
                    (TensorInfo info) -> info.bytes() % ALIGNMENT != 0)
            .thenComparing(info -> -info.dtype().bytes());

    private final Path directory;
    private final long maxShardBytes;

    /**
     * @param directory target folder; must exist
     * @param maxShardBytes maximum data size of one file, unless a single tensor is larger
     */
    public SafetensorsWriter(Path directory, long maxShardBytes) {
        this.directory = directory;
        this.maxShardBytes = maxShardBytes;
    }

    /** Writes {@code tensors}; the caller keeps ownership. */
    public void write(Map<String, Block> tensors) {
        List<TensorInfo> layout = new ArrayList<>();
        tensors.forEach((name, tensor) -> layout.add(new TensorInfo(name, tensor.dtype(), shape(tensor), SINGLE)));
        write(layout, (name, body) -> body.accept(tensors.get(name)));
    }

    /** Writes tensors that {@code source} creates one at a time to one file of this name. */
    public void write(String file, Collection<TensorInfo> layout, Source source) {
        List<TensorInfo> aligned = new ArrayList<>(layout);
        aligned.sort(ALIGNING);
        writeFile(directory.resolve(file), aligned, source);
    }

    /** Makes tensors, one at a time. */
    public interface Source {

        /** Calls {@code body} with a tensor, which may be freed when that returns. */
        void read(String name, Consumer<Block> body);
    }

    /**
     * Writes tensors that {@code source} creates one at a time.
     *
     * @param layout names, types and shapes; the file names in it do not matter
     * @throws QwenVlException when {@code source} gives a tensor of another type or shape, or writing fails
     */
    public void write(Collection<TensorInfo> layout, Source source) {
        List<List<TensorInfo>> shards = shards(layout);
        if (shards.size() == 1) {
            writeFile(directory.resolve(SINGLE), shards.get(0), source);
            deleteIfExists(INDEX);
            return;
        }
        Map<String, String> weightMap = new TreeMap<>();
        for (int i = 0; i < shards.size(); i++) {
            String name = String.format("model-%05d-of-%05d.safetensors", i + 1, shards.size());
            writeFile(directory.resolve(name), shards.get(i), source);
            shards.get(i).forEach(info -> weightMap.put(info.name(), name));
        }
        long total = layout.stream().mapToLong(TensorInfo::bytes).sum();
        JsonFile.write(
                directory.resolve(INDEX), Map.of("metadata", Map.of("total_size", total), "weight_map", weightMap));
        deleteIfExists(SINGLE);
    }

    private List<List<TensorInfo>> shards(Collection<TensorInfo> layout) {
        List<List<TensorInfo>> shards = new ArrayList<>(List.of(new ArrayList<>()));
        long bytes = 0;
        for (TensorInfo info : layout) {
            if (bytes > 0 && bytes + info.bytes() > maxShardBytes) {
                shards.add(new ArrayList<>());
                bytes = 0;
            }
            shards.get(shards.size() - 1).add(info);
            bytes += info.bytes();
        }
        shards.forEach(shard -> shard.sort(ALIGNING));
        return shards;
    }

    private void writeFile(Path file, List<TensorInfo> tensors, Source source) {
        AtomicFile.write(file, channel -> {
            AtomicFile.writeFully(channel, header(tensors));
            for (TensorInfo info : tensors) {
                writeTensor(channel, info, source);
            }
        });
    }

    private static ByteBuffer header(List<TensorInfo> tensors) throws IOException {
        Map<String, Object> header = new LinkedHashMap<>();
        header.put("__metadata__", Map.of("format", "pt"));
        long offset = 0;
        for (TensorInfo info : tensors) {
            long end = offset + info.bytes();
            header.put(
                    info.name(),
                    Map.of("dtype", info.dtype(), "shape", info.shape(), "data_offsets", List.of(offset, end)));
            offset = end;
        }
        byte[] json = JsonFile.bytes(header);
        int padded = (Long.BYTES + json.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT - Long.BYTES;
        ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES + padded).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(padded).put(json);
        while (bytes.hasRemaining()) {
            bytes.put((byte) ' ');
        }
        return bytes.flip();
    }

    private static void writeTensor(FileChannel channel, TensorInfo info, Source source) throws IOException {
        try {
            source.read(info.name(), tensor -> {
                try {
                    writeValues(channel, info, tensor);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static void writeValues(FileChannel channel, TensorInfo info, Block tensor) throws IOException {
        if (tensor.dtype() != info.dtype() || !shape(tensor).equals(info.shape())) {
            throw new QwenVlException("tensor " + info.name() + " is " + tensor.dtype() + " " + shape(tensor)
                    + ", announced as " + info.dtype() + " " + info.shape());
        }
        for (long at = 0; at < info.bytes(); at += CHUNK) {
            AtomicFile.writeFully(channel, tensor.bytes(at, (int) Math.min(CHUNK, info.bytes() - at)));
        }
    }

    private static List<Long> shape(Block tensor) {
        return Arrays.stream(tensor.shape()).boxed().toList();
    }

    /**
     * Files of an earlier save in the other form (single file or shards) would be read instead of, or together with,
     * this one.
     */
    private void deleteIfExists(String name) {
        try {
            Files.deleteIfExists(directory.resolve(name));
        } catch (IOException e) {
            throw FileProblem.writing(directory.resolve(name), e);
        }
    }
}
