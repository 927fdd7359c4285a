package io.github.qwenvl4j.server.api;

/** Token counts of a request: prompt tokens count once, completion tokens are the sum over all choices. */
public record Usage(int promptTokens, int completionTokens, int totalTokens, PromptDetails promptTokensDetails) {

    /**
     * @param cachedTokens prompt tokens taken from the prefix cache
     * @param imageTokens prompt tokens that stand for pictures
     */
    public record PromptDetails(int cachedTokens, int imageTokens) {}

    public static Usage of(int promptTokens, PromptDetails details, int completionTokens) {
        return new Usage(promptTokens, completionTokens, promptTokens + completionTokens, details);
    }
}
