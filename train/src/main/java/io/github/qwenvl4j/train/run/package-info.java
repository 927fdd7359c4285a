/** Training runs: the loop, the folder, exact resume. */
package io.github.qwenvl4j.train.run;
