/**
 * Helpers for LibTorch: ownership of native memory, conversion of data, the device, and this project's native kernels.
 */
package io.github.qwenvl4j.tensor;
