/** Labels pictures: a {@link io.github.qwenvl4j.batch.LabelSpec} says what is asked, a {@link io.github.qwenvl4j.batch.PictureLabeller} answers with rows. */
package io.github.qwenvl4j.batch;
