/**
 * Qwen-VL in LangChain4j: {@link io.github.qwenvl4j.langchain4j.QwenVlChatModel} and {@link
 * io.github.qwenvl4j.langchain4j.QwenVlStreamingChatModel}.
 */
package io.github.qwenvl4j.langchain4j;
