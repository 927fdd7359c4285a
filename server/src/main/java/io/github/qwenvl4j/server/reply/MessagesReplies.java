package io.github.qwenvl4j.server.reply;

import io.github.qwenvl4j.server.api.ChatChunk;
import io.github.qwenvl4j.server.api.ChatCompletion;
import io.github.qwenvl4j.server.api.Messages;
import io.github.qwenvl4j.server.api.NamedEvent;
import io.github.qwenvl4j.server.api.RegionView;
import io.github.qwenvl4j.server.api.Usage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Replies in the format of Anthropic's messages, for one request. Not thread-safe. */
public final class MessagesReplies {

    /** Keeps a quiet connection alive. */
    public static final NamedEvent PING = NamedEvent.of("ping");

    private final String id = "msg_" + UUID.randomUUID().toString().replace("-", "");
    private final String model;
    private final Set<String> stopSequences;
    private final List<RegionView> regions = new ArrayList<>();

    /** @param stopSequences that the request gives */
    public MessagesReplies(String model, List<String> stopSequences) {
        this.model = model;
        this.stopSequences = Set.copyOf(stopSequences);
    }

    /** The complete reply. */
    public Messages.MessageReply whole(ChatCompletion completion) {
        ChatCompletion.Choice choice = completion.choices().get(0);
        Optional<String> stop = choice.stopReason().filter(stopSequences::contains);
        return new Messages.MessageReply(
                id,
                "message",
                "assistant",
                model,
                List.of(Messages.TextBlock.of(
                        choice.message().content(), choice.message().grounding())),
                Optional.of(reason(choice.finishReason(), stop)),
                stop,
                Messages.MessageUsage.of(completion.usage()));
    }

    /** The events for a chunk of the answer. @param usage so far */
    public List<NamedEvent> events(ChatChunk chunk, Usage usage) {
        ChatChunk.Choice choice = chunk.choices().get(0);
        choice.delta().grounding().ifPresent(regions::addAll);
        if (choice.delta().role().isPresent()) {
            return List.of(
                    start(usage), block("content_block_start", "content_block", Map.of("type", "text", "text", "")));
        }
        if (choice.finishReason().isPresent()) {
            return end(choice, usage);
        }
        return choice.delta()
                .content()
                .filter(text -> !text.isEmpty())
                .map(text -> List.of(block("content_block_delta", "delta", Map.of("type", "text_delta", "text", text))))
                .orElse(List.of());
    }

    private NamedEvent start(Usage usage) {
        return NamedEvent.of(
                "message_start",
                Map.of(
                        "message",
                        new Messages.MessageReply(
                                id,
                                "message",
                                "assistant",
                                model,
                                List.of(),
                                Optional.empty(),
                                Optional.empty(),
                                Messages.MessageUsage.of(usage))));
    }

    private List<NamedEvent> end(ChatChunk.Choice choice, Usage usage) {
        Optional<String> stop = choice.stopReason().filter(stopSequences::contains);
        Map<String, Object> delta = new LinkedHashMap<>();
        delta.put("stop_reason", reason(choice.finishReason().orElseThrow(), stop));
        delta.put("stop_sequence", stop.orElse(null));
        delta.put("grounding", regions);
        return List.of(
                NamedEvent.of("content_block_stop", Map.of("index", 0)),
                NamedEvent.of("message_delta", Map.of("delta", delta, "usage", Messages.MessageUsage.of(usage))),
                NamedEvent.of("message_stop"));
    }

    private static NamedEvent block(String name, String field, Map<String, String> value) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("index", 0);
        data.put(field, value);
        return NamedEvent.of(name, data);
    }

    private static String reason(String finish, Optional<String> stop) {
        return stop.isPresent() ? "stop_sequence" : finish.equals("length") ? "max_tokens" : "end_turn";
    }
}
