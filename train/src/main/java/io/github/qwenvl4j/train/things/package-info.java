/** Pictures of everyday things, made of icons, and questions about them: the data of the built-in model. */
package io.github.qwenvl4j.train.things;
