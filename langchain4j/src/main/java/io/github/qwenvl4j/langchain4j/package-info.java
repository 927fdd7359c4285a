/**
 * Qwen-VL in LangChain4j: {@link io.github.qwenvl4j.langchain4j.QwenVlChatModel} and {@link
 * io.github.qwenvl4j.langchain4j.QwenVlStreamingChatModel}.
 */
@NullMarked
package io.github.qwenvl4j.langchain4j;

import org.jspecify.annotations.NullMarked;
