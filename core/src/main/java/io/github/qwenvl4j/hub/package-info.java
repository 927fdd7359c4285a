/** Models by name: finds them in the caches of Python's tools, downloads them from Hugging Face or ModelScope. */
@NullMarked
package io.github.qwenvl4j.hub;

import org.jspecify.annotations.NullMarked;
