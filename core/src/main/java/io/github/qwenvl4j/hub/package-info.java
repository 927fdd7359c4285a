/** Models by name: finds them in the caches of Python's tools, downloads them from Hugging Face or ModelScope. */
package io.github.qwenvl4j.hub;
