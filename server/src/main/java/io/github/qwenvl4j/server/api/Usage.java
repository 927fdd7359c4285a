package io.github.qwenvl4j.server.api;

/** Token counts of a request: prompt tokens count once, completion tokens are the sum over all choices. */
public record Usage(int promptTokens, int completionTokens, int totalTokens, PromptDetails promptTokensDetails) {

    /** @param cachedTokens prompt tokens taken from the prefix cache */
    public record PromptDetails(int cachedTokens) {}

    public static Usage of(int promptTokens, int cachedTokens, int completionTokens) {
        return new Usage(
                promptTokens, completionTokens, promptTokens + completionTokens, new PromptDetails(cachedTokens));
    }
}
