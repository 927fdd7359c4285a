/** What Qwen-VL was trained to do, by name: captions, finding, describing, reading, answering. */
package io.github.qwenvl4j.task;
