/** Several processes that train one model together. */
package io.github.qwenvl4j.train.parallel;
