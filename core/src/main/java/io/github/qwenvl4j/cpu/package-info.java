/**
 * The backend of this library: tensors in native memory, computed by this project's C code ({@code src/main/c}) in the
 * instruction set that suits the processor.
 */
package io.github.qwenvl4j.cpu;
