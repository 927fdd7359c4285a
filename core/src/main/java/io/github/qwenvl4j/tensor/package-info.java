/** The few helpers around LibTorch: ownership of native memory, data in and out, the device. */
package io.github.qwenvl4j.tensor;
