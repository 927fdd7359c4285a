/** Adapters as peft writes them. */
package io.github.qwenvl4j.adapter;
