package io.github.qwenvl4j.server.reply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.qwenvl4j.server.api.ChatChunk;
import io.github.qwenvl4j.server.api.ChatCompletion;
import io.github.qwenvl4j.server.api.ChatRequest;
import io.github.qwenvl4j.server.api.Json;
import io.github.qwenvl4j.server.api.Logprobs;
import io.github.qwenvl4j.server.api.TextCompletion;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Replies to a request for completions of a text, from those to chat requests. Not thread-safe.
 */
public final class CompletionReplies {

    private final String echoed;
    private final Map<Integer, Integer> ends = new HashMap<>(); // of the texts so far, by choice

    private CompletionReplies(String echoed) {
        this.echoed = echoed;
    }

    /** The chat request that asks for the same answers; {@code logprobs} is a number here. */
    public static ChatRequest request(JsonNode given) {
        ObjectNode chat = given.deepCopy();
        if (chat.has("logprobs")) {
            chat.set("top_logprobs", chat.get("logprobs"));
            chat.set("logprobs", JsonNodeFactory.instance.booleanNode(true));
        }
        return Json.bind(chat, ChatRequest.class);
    }

    public static CompletionReplies of(JsonNode given) {
        return new CompletionReplies(
                given.path("echo").asBoolean() ? given.path("prompt").textValue() : "");
    }

    public TextCompletion whole(ChatCompletion chat) {
        List<TextCompletion.TextChoice> choices = chat.choices().stream()
                .map(choice -> new TextCompletion.TextChoice(
                        choice.index(),
                        echoed + choice.message().text(),
                        choice.logprobs().map(given -> logprobs(choice.index(), given)),
                        Optional.of(choice.finishReason()),
                        choice.stopReason()))
                .toList();
        return new TextCompletion(
                id(chat.id()),
                "text_completion",
                chat.created(),
                chat.model(),
                chat.systemFingerprint(),
                choices,
                Optional.of(chat.usage()),
                chat.timings());
    }

    /** A piece of a streamed reply; empty for a chunk without text. */
    public Optional<TextCompletion> piece(ChatChunk chunk) {
        List<TextCompletion.TextChoice> choices =
                chunk.choices().stream().map(this::piece).toList();
        boolean silent = choices.stream()
                .allMatch(choice ->
                        choice.text().isEmpty() && choice.finishReason().isEmpty());
        return silent && chunk.usage().isEmpty()
                ? Optional.empty()
                : Optional.of(new TextCompletion(
                        id(chunk.id()),
                        "text_completion",
                        chunk.created(),
                        chunk.model(),
                        chunk.systemFingerprint(),
                        choices,
                        chunk.usage(),
                        chunk.timings()));
    }

    private static String id(String chat) {
        return chat.replaceFirst("^chatcmpl", "cmpl");
    }

    private TextCompletion.TextChoice piece(ChatChunk.Choice choice) {
        String before = choice.delta().role().isPresent() ? echoed : "";
        return new TextCompletion.TextChoice(
                choice.index(),
                before + choice.delta().content().orElse(""),
                choice.logprobs().map(given -> logprobs(choice.index(), given)),
                choice.finishReason(),
                choice.stopReason());
    }

    private TextCompletion.TextLogprobs logprobs(int choice, Logprobs given) {
        List<String> tokens = new ArrayList<>();
        List<Double> chosen = new ArrayList<>();
        List<Map<String, Double>> likeliest = new ArrayList<>();
        List<Integer> offsets = new ArrayList<>();
        int offset = ends.getOrDefault(choice, echoed.length());
        for (Logprobs.Entry entry : given.content()) {
            Map<String, Double> top = new LinkedHashMap<>();
            entry.topLogprobs().forEach(other -> top.putIfAbsent(other.token(), other.logprob()));
            tokens.add(entry.token());
            chosen.add(entry.logprob());
            likeliest.add(top);
            offsets.add(offset);
            offset += entry.token().length();
        }
        ends.put(choice, offset);
        return new TextCompletion.TextLogprobs(tokens, chosen, likeliest, offsets);
    }
}
