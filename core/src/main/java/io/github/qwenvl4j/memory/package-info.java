/**
 * Native memory: loading this project's native code, blocks of numbers outside the heap, and mapped files. Addresses are plain
 * numbers; nothing here is freed by the garbage collector.
 */
package io.github.qwenvl4j.memory;
