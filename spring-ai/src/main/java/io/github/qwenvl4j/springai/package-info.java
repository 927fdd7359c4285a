/** Qwen-VL in Spring AI: {@link io.github.qwenvl4j.springai.QwenVlChatModel}. */
@NullMarked
package io.github.qwenvl4j.springai;

import org.jspecify.annotations.NullMarked;
