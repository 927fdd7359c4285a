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
        new SafetensorsWriter(directory, Long.MAX_VALUE).write(layout(tensors), source(tensors));
    }

    /** Into a file of this name. @param tensors stay the caller's */
    public static void write(Path directory, String file, Map<String, Tensor> tensors) {
        new SafetensorsWriter(directory, Long.MAX_VALUE).write(file, layout(tensors), source(tensors));
    }

    private static List<TensorInfo> layout(Map<String, Tensor> tensors) {
        return tensors.entrySet().stream()
                .map(entry ->
                        new TensorInfo(entry.getKey(), Blocks.dtype(entry.getValue()), shape(entry.getValue()), ""))
                .toList();
    }

    private static SafetensorsWriter.Source source(Map<String, Tensor> tensors) {
        return (name, body) -> Blocks.read(tensors.get(name), body);
    }

    private static List<Long> shape(Tensor tensor) {
        return Arrays.stream(tensor.shape()).boxed().toList();
    }
}
