package io.github.qwenvl4j.checkpoint;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.QwenVlException.Kind;
import io.github.qwenvl4j.tensor.Scopes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;

/**
 * A weight file as one byte tensor, mapped on first use. The mapping is private: writes to a view do not change the
 * file. Views keep the mapping alive, so closing while views are in use is safe. Thread-safe.
 */
final class MappedFile implements AutoCloseable {

    private final Path path;
    private Tensor bytes;
    private boolean closed;

    MappedFile(Path path) {
        this.path = path;
    }

    synchronized Tensor view(StoredTensor tensor) {
        if (closed) {
            throw new IllegalStateException("the checkpoint is closed");
        }
        if (bytes == null) {
            bytes = map();
        }
        return tensor.view(bytes);
    }

    private Tensor map() {
        try (PointerScope scope = new PointerScope()) {
            TensorOptions options = new TensorOptions().dtype(new ScalarTypeOptional(torch.ScalarType.Byte));
            Tensor mapped = torch.from_file(
                    path.toString(), new BoolOptional(false), new LongOptional(Files.size(path)), options);
            return Scopes.retain(mapped);
        } catch (IOException | RuntimeException e) {
            String reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
            throw new QwenVlException(Kind.CHECKPOINT, path + ": cannot be mapped: " + reason, e);
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (bytes != null) {
            bytes.close();
            bytes = null;
        }
    }
}
