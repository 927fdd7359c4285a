/** Low-rank adapters (LoRA) in the layout of peft: reading, writing, merging. */
package io.github.qwenvl4j.train.adapter;
