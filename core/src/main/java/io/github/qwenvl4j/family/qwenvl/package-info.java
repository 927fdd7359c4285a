/** Qwen-VL and Qwen-VL-Chat (2023). Nothing outside this package knows a fact of theirs. */
package io.github.qwenvl4j.family.qwenvl;
