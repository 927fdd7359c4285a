/** Files of questions, of what is right, and of answers, in the layouts of the official evaluation programs. */
package io.github.qwenvl4j.evaluate.data;
