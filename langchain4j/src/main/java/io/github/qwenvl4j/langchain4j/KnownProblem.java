package io.github.qwenvl4j.langchain4j;

import dev.langchain4j.exception.InternalServerException;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.exception.LangChain4jException;
import dev.langchain4j.exception.RateLimitException;
import dev.langchain4j.exception.TimeoutException;
import dev.langchain4j.exception.UnsupportedFeatureException;
import io.github.qwenvl4j.QwenVlException;

/** What LangChain4j calls the problems of Qwen-VL: by its exceptions a program decides whether to try again. */
final class KnownProblem {

    private KnownProblem() {}

    static LangChain4jException of(QwenVlException e) {
        return switch (e.kind()) {
            case ARGUMENT, IMAGE, NOT_PERMITTED, TOO_LONG -> new InvalidRequestException(e.getMessage(), e);
            case UNSUPPORTED -> unsupported(e);
            case CANCELLED -> new TimeoutException(e.getMessage(), e);
            case QUEUE_FULL -> new RateLimitException(e.getMessage(), e);
            case NETWORK -> new InternalServerException(e.getMessage(), e);
            case CHECKPOINT, FILE, CLOSED -> new LangChain4jException(e.getMessage(), e);
        };
    }

    private static LangChain4jException unsupported(QwenVlException e) {
        LangChain4jException known = new UnsupportedFeatureException("not supported: " + e.getMessage());
        known.initCause(e);
        return known;
    }
}
