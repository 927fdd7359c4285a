package io.github.qwenvl4j.torch;

import io.github.qwenvl4j.Device;
import io.github.qwenvl4j.QwenVlException;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** Places LibTorch's tensors on a {@link Device}. */
public enum TorchDevice {
    CPU {
        @Override
        public Tensor place(Tensor x) {
            return x;
        }

        @Override
        public void await() {
            // operators return when they are done
        }
    },
    CUDA {
        @Override
        public Tensor place(Tensor x) {
            return x.cuda();
        }

        @Override
        public void await() {
            try (PointerScope scope = new PointerScope()) {
                Tensors.zeros(torch.ScalarType.Byte, 1).cuda().cpu(); // done in order
            }
        }
    };

    static {
        LibTorch.load();
    }

    /** The tensor on this device; {@code x} itself if it is already there. */
    public abstract Tensor place(Tensor x);

    /** Returns when everything that this thread has asked of the device is done. */
    public abstract void await();

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
