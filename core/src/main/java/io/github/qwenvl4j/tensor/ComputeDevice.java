package io.github.qwenvl4j.tensor;

import io.github.qwenvl4j.QwenVlException;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** The device that the model computes on. */
public enum ComputeDevice {
    CPU {
        @Override
        public Tensor place(Tensor x) {
            return x;
        }
    },
    CUDA {
        @Override
        public Tensor place(Tensor x) {
            return x.cuda();
        }
    };

    static {
        NativeRuntime.prepare();
    }

    /** The tensor on this device; {@code x} itself if it is already there. */
    public abstract Tensor place(Tensor x);

    /**
     * @param name {@code cpu} or {@code cuda}
     * @throws QwenVlException for another name, or for {@code cuda} if this LibTorch finds no CUDA device
     */
    public static ComputeDevice of(String name) {
        return switch (name) {
            case "cpu" -> CPU;
            case "cuda" -> {
                if (!torch.hasCUDA()) {
                    throw new QwenVlException(
                            "device cuda: LibTorch finds no CUDA device here "
                                    + "(the default build carries the CPU libraries; build with -Pcuda on a machine with a GPU)");
                }
                yield CUDA;
            }
            default -> throw new QwenVlException("unknown device '" + name + "': use cpu or cuda");
        };
    }
}
