/**
 * The second backend: tensors of LibTorch, through which gradients flow, on the processor or on an NVIDIA GPU. For training, for
 * {@code --device cuda}, and as what the tests of the first backend are compared with.
 */
package io.github.qwenvl4j.torch;
