/** The whole network: vision and language joined, its weights loaded from a checkpoint, and a conversation's memory. */
package io.github.qwenvl4j.model;
