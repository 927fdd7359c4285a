package io.github.qwenvl4j.torch;

import io.github.qwenvl4j.checkpoint.SafetensorsWriter;
import io.github.qwenvl4j.checkpoint.TensorInfo;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/** Writes LibTorch's tensors into a folder of safetensors files; see {@link SafetensorsWriter}. */
public final class TensorWriter {

    private TensorWriter() {}

    /** Into one file. @param tensors stay the caller's */
    public static void write(Path directory, Map<String, Tensor> tensors) {
        List<TensorInfo> layout = tensors.entrySet().stream()
                .map(entry ->
                        new TensorInfo(entry.getKey(), Blocks.dtype(entry.getValue()), shape(entry.getValue()), ""))
                .toList();
        new SafetensorsWriter(directory, Long.MAX_VALUE)
                .write(layout, (name, body) -> Blocks.read(tensors.get(name), body));
    }

    private static List<Long> shape(Tensor tensor) {
        return Arrays.stream(tensor.shape()).boxed().toList();
    }
}
