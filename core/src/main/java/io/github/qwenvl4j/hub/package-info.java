/** Models by name: found where Python's tools keep them, fetched from Hugging Face or ModelScope. */
package io.github.qwenvl4j.hub;
