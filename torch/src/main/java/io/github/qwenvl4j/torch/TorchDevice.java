package io.github.qwenvl4j.torch;

import io.github.qwenvl4j.Device;
import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.cpu.NativeKernels;
import java.util.Set;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.DeviceOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;

/** Places LibTorch's tensors on a {@link Device}. */
public enum TorchDevice {
    CPU(torch.DeviceType.CPU) {
        @Override
        public Tensor place(Tensor x) {
            return x;
        }

        @Override
        public void await() {
            // operators return when they are done
        }

        @Override
        public boolean multipliesBfloat16() {
            return NativeKernels.available().stream().anyMatch(WITH_BFLOAT16::contains);
        }
    },
    CUDA(torch.DeviceType.CUDA) {
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

        @Override
        public boolean multipliesBfloat16() {
            return true;
        }
    };

    /** Sets of processors for which LibTorch has oneDNN multiply bfloat16; for others it multiplies number by number. */
    private static final Set<String> WITH_BFLOAT16 = Set.of("avx512-vnni", "i8mm");

    static {
        LibTorch.load();
    }

    private final torch.DeviceType type;

    TorchDevice(torch.DeviceType type) {
        this.type = type;
    }

    /** The tensor on this device; {@code x} itself if it is already there. */
    public abstract Tensor place(Tensor x);

    /** A new tensor of one value, made on this device. */
    Tensor full(torch.ScalarType dtype, double value, long... shape) {
        return Scopes.scoped(() -> torch.full(shape, new Scalar(value), options(dtype)));
    }

    /** {@code 0, 1, .., count - 1} as int64, made on this device. */
    Tensor counting(long count) {
        return Scopes.scoped(() -> torch.arange(new Scalar(count), options(torch.ScalarType.Long)));
    }

    private TensorOptions options(torch.ScalarType dtype) {
        return new TensorOptions()
                .dtype(new ScalarTypeOptional(dtype))
                .device(new DeviceOptional(new org.bytedeco.pytorch.Device(type)));
    }

    /** Returns when everything that this thread has asked of the device is done. */
    public abstract void await();

    /** Whether products of bfloat16 are at least as fast as those of float32. */
    public abstract boolean multipliesBfloat16();

    /** @throws QwenVlException for CUDA if this LibTorch finds no CUDA device */
    public static TorchDevice of(Device device) {
        if (device == Device.CUDA && !torch.hasCUDA()) {
            throw new QwenVlException(
                    QwenVlException.Kind.UNSUPPORTED,
                    "device cuda: LibTorch finds no CUDA device here "
                            + "(the default build carries the CPU libraries; build with -Pcuda on a machine with a GPU)");
        }
        if (device == Device.CUDA) {
            // cuDNN plans its attention anew for every number of keys, which takes it longer than a whole step
            torch.globalContext().setSDPUseCuDNN(false);
            return CUDA;
        }
        return CPU;
    }
}
