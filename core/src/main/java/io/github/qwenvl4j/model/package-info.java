/**
 * The joint between an engine and the model families: what a network is asked for, in ids, rows and numbers. No tensor of any
 * library crosses it.
 */
package io.github.qwenvl4j.model;
