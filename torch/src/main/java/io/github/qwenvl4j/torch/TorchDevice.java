package io.github.qwenvl4j.torch;

import io.github.qwenvl4j.Device;
import io.github.qwenvl4j.QwenVlException;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Places LibTorch's tensors on a {@link Device}. */
public enum TorchDevice {
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
        LibTorch.load();
    }

    /** The tensor on this device; {@code x} itself if it is already there. */
    public abstract Tensor place(Tensor x);

    /** @throws QwenVlException for CUDA if this LibTorch finds no CUDA device */
    public static TorchDevice of(Device device) {
        if (device == Device.CUDA && !torch.hasCUDA()) {
            throw new QwenVlException(
                    QwenVlException.Kind.UNSUPPORTED,
                    "device cuda: LibTorch finds no CUDA device here "
                            + "(the default build carries the CPU libraries; build with -Pcuda on a machine with a GPU)");
        }
        return device == Device.CUDA ? CUDA : CPU;
    }
}
