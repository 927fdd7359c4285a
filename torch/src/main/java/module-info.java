/** LibTorch for qwenvl4j: gradients for training, and NVIDIA GPUs. */
module qwenvl4j.torch {
    requires transitive qwenvl4j.core;
    requires transitive org.bytedeco.javacpp;
    requires transitive org.bytedeco.pytorch;

    provides io.github.qwenvl4j.weights.Devices.Opener with
            io.github.qwenvl4j.torch.CudaOpener;

    exports io.github.qwenvl4j.torch to
            qwenvl4j.train;
}
