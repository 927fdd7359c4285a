/** Qwen-VL in Java: open a checkpoint, ask about pictures, get text and boxes. */
package io.github.qwenvl4j;
