/** Which tokens may come next: grammars over a vocabulary. Pure Java: knows ids and bytes, no tensors. */
package io.github.qwenvl4j.constraint;
