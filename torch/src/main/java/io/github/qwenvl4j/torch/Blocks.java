package io.github.qwenvl4j.torch;

import io.github.qwenvl4j.memory.Block;
import io.github.qwenvl4j.memory.DType;
import java.util.function.Consumer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;

/** Between blocks of native memory and LibTorch's tensors. */
public final class Blocks {

    static {
        LibTorch.load();
    }

    private Blocks() {}

    /** LibTorch's name of a type. */
    public static torch.ScalarType scalarType(DType dtype) {
        return switch (dtype) {
            case F64 -> torch.ScalarType.Double;
            case F32 -> torch.ScalarType.Float;
            case F16 -> torch.ScalarType.Half;
            case BF16 -> torch.ScalarType.BFloat16;
            case I64 -> torch.ScalarType.Long;
            case I32 -> torch.ScalarType.Int;
            case I16 -> torch.ScalarType.Short;
            case I8 -> torch.ScalarType.Char;
            case U8 -> torch.ScalarType.Byte;
            case BOOL -> torch.ScalarType.Bool;
        };
    }

    /** @throws IllegalArgumentException for a type that no block has */
    public static DType dtype(Tensor tensor) {
        for (DType dtype : DType.values()) {
            if (Tensors.has(tensor, scalarType(dtype))) {
                return dtype;
            }
        }
        throw new IllegalArgumentException("a block cannot hold " + tensor.scalar_type());
    }

    /** A copy as a tensor on the CPU, owned by the caller's scope. */
    public static Tensor tensor(Block block) {
        return Scopes.scoped(() -> view(block).clone());
    }

    /** The numbers where they lie as a tensor on the CPU, for reading; the block's memory must outlive it. */
    public static Tensor view(Block block) {
        return Scopes.scoped(() -> {
            TensorOptions options = new TensorOptions().dtype(new ScalarTypeOptional(scalarType(block.dtype())));
            return torch.from_blob(new Memory(block.address()), block.shape(), options);
        });
    }

    /** Memory of somebody else. */
    private static final class Memory extends Pointer {

        Memory(long at) {
            super((Pointer) null);
            this.address = at;
        }
    }

    /** Calls {@code body} with the numbers of a tensor on any device; the block is gone when it returns. */
    public static void read(Tensor tensor, Consumer<Block> body) {
        try (PointerScope scope = new PointerScope()) {
            Tensor values = tensor.detach().cpu().contiguous();
            long address = values.numel() == 0 ? 0 : values.data_ptr().address();
            body.accept(new Block(dtype(values), address, values.shape()));
        }
    }
}
