/** The tasks that Qwen-VL was trained on: caption, find, describe, read, answer. */
package io.github.qwenvl4j.task;
