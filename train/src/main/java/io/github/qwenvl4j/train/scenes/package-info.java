/**
 * Synthetic scenes: pictures with known truth, and the tasks that are asked about them. Everything follows from a seed: a
 * {@link io.github.qwenvl4j.train.scenes.SceneHandle} names a scene completely, and a sample is remade from its index.
 */
package io.github.qwenvl4j.train.scenes;
