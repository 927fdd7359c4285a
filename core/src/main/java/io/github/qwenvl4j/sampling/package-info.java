/** From logits to the next token: every option once, in one order. Pure Java: knows arrays, no tensors. */
package io.github.qwenvl4j.sampling;
