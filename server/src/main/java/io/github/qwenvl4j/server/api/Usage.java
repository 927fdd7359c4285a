package io.github.qwenvl4j.server.api;

/** Tokens of a request; those of the prompt count once, those of all choices together. */
public record Usage(int promptTokens, int completionTokens, int totalTokens, PromptDetails promptTokensDetails) {

    /** @param cachedTokens prompt tokens that were not computed again */
    public record PromptDetails(int cachedTokens) {}

    public static Usage of(int promptTokens, int cachedTokens, int completionTokens) {
        return new Usage(
                promptTokens, completionTokens, promptTokens + completionTokens, new PromptDetails(cachedTokens));
    }
}
