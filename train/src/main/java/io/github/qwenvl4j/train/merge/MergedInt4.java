package io.github.qwenvl4j.train.merge;

import io.github.qwenvl4j.checkpoint.SafetensorsWriter;
import io.github.qwenvl4j.checkpoint.TensorInfo;
import io.github.qwenvl4j.family.qwenvl.QwenVlFamily;
import io.github.qwenvl4j.family.qwenvl.config.QwenVlConfig;
import io.github.qwenvl4j.file.FileProblem;
import io.github.qwenvl4j.memory.Allocation;
import io.github.qwenvl4j.memory.Block;
import io.github.qwenvl4j.memory.DType;
import io.github.qwenvl4j.torch.Blocks;
import io.github.qwenvl4j.torch.Tensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/** Writes an int4 model of GPTQ with an adapter in its weights, if it has become better than plain rounding. */
public record MergedInt4(Int4Merge merge) {

    private static final long SHARD_BYTES = 2L << 30;

    /**
     * @param target created, if the merged model is near enough or {@code force} is set
     * @return how near it is, whether or not it was written
     */
    public Int4Merge.Nearness write(Path target, boolean force) {
        requireFor();
        Path merged = beside(target, "merged");
        Path nearest = beside(target, "nearest");
        try {
            write(merged, merge.tuned());
            write(nearest, merge.nearest());
            Int4Merge.Nearness nearness = merge.nearness(merged, nearest);
            if (nearness.better() || force) {
                Files.deleteIfExists(target); // an empty folder
                Files.move(merged, target);
            }
            return nearness;
        } catch (IOException e) {
            throw FileProblem.writing(target, e);
        } finally {
            delete(merged);
            delete(nearest);
        }
    }

    private static Path beside(Path target, String what) {
        Path whole = target.toAbsolutePath().normalize();
        return whole.resolveSibling("." + whole.getFileName() + "." + what + ".tmp");
    }

    private void requireFor() {
        merge.base().requireComplete();
        Set<String> weights = new LinkedHashSet<>();
        merge.base().tensors().keySet().forEach(name -> weights.add(name.replaceAll("\\.qweight$", ".weight")));
        merge.adapter().requireFor(weights);
    }

    private void write(Path folder, Map<String, Int4Layer> layers) throws IOException {
        delete(folder);
        Files.createDirectories(folder);
        Files.copy(QwenVlFamily.rankFile(merge.base()), folder.resolve("qwen.tiktoken"));
        List<TensorInfo> layout = List.copyOf(merge.base().tensors().values());
        new SafetensorsWriter(folder, SHARD_BYTES)
                .write(layout, (name, body) -> tensor(merge.base().tensors().get(name), layers, body));
        merge.base().generation().write(folder.resolve("generation_config.json"));
        QwenVlConfig.of(merge.base()).write(folder.resolve("config.json"));
    }

    private void tensor(TensorInfo info, Map<String, Int4Layer> layers, Consumer<Block> body) {
        int dot = info.name().lastIndexOf('.');
        Int4Layer layer = layers.get(info.name().substring(0, dot));
        String part = info.name().substring(dot + 1);
        long[] shape = info.shape().stream().mapToLong(Long::longValue).toArray();
        try (PointerScope scope = new PointerScope()) {
            if (layer == null || !Set.of("qweight", "qzeros", "scales").contains(part)) {
                Tensor stored = Blocks.view(merge.base().tensor(info.name()));
                Tensor merged = merge.adapter().merged(info.name(), stored);
                Blocks.read(Tensors.to(merged, Blocks.scalarType(info.dtype())), body);
            } else if (part.equals("scales")) {
                Tensor scales = Tensors.floats(layer.scales(), shape);
                Blocks.read(Tensors.to(scales, Blocks.scalarType(info.dtype())), body);
            } else {
                ints(part.equals("qweight") ? layer.qweight() : layer.qzeros(), shape, body);
            }
        }
    }

    private static void ints(int[] values, long[] shape, Consumer<Block> body) {
        try (Allocation memory = Allocation.of(DType.I32, shape)) {
            Block block = memory.block(DType.I32, shape);
            block.bytes(0, values.length * Integer.BYTES).asIntBuffer().put(values);
            body.accept(block);
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> entries = Files.exists(folder) ? Files.walk(folder) : Stream.empty()) {
            for (Path entry : entries.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(entry);
            }
        } catch (IOException e) {
            throw FileProblem.writing(folder, e);
        }
    }
}
