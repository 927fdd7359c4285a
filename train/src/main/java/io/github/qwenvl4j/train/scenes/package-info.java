/**
 * Synthetic scenes: pictures with known contents, and tasks about them. Everything is determined by a seed: a
 * {@link io.github.qwenvl4j.train.scenes.SceneHandle} identifies a scene, and a sample can be generated again from its
 * index.
 */
package io.github.qwenvl4j.train.scenes;
