/** The tasks that Qwen-VL was trained on: caption, find, describe, read, answer. */
@NullMarked
package io.github.qwenvl4j.task;

import org.jspecify.annotations.NullMarked;
