/** Qwen-VL in Spring AI: {@link io.github.qwenvl4j.springai.QwenVlChatModel}. */
package io.github.qwenvl4j.springai;
