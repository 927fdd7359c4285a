package io.github.qwenvl4j.server.reply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.github.qwenvl4j.server.api.CallView;
import io.github.qwenvl4j.server.api.ChatChunk;
import io.github.qwenvl4j.server.api.ChatCompletion;
import io.github.qwenvl4j.server.api.Json;
import io.github.qwenvl4j.server.api.Messages;
import io.github.qwenvl4j.server.api.NamedEvent;
import io.github.qwenvl4j.server.api.RegionView;
import io.github.qwenvl4j.server.api.Usage;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Replies in the format of Anthropic's messages, for one request. Not thread-safe. */
public final class MessagesReplies implements EventReplies {

    /** A block of a streamed message. */
    private enum Kind {
        TEXT,
        CALL
    }

    private final String id = "msg_" + UUID.randomUUID().toString().replace("-", "");
    private final String model;
    private final Set<String> stopSequences = new HashSet<>();
    private final List<RegionView> regions = new ArrayList<>();
    private int blocks; // begun
    private Optional<Kind> open = Optional.empty();

    public MessagesReplies(String model, JsonNode request) {
        this.model = model;
        request.path("stop_sequences").forEach(stop -> stopSequences.add(stop.textValue()));
    }

    @Override
    public Messages.MessageReply whole(ChatCompletion completion) {
        ChatCompletion.Choice choice = completion.choices().get(0);
        Optional<String> stop = choice.stopReason().filter(stopSequences::contains);
        return reply(content(choice), Optional.of(reason(choice.finishReason(), stop)), stop, completion.usage());
    }

    /** A call that was cut off has no input, and is left out: the reason says that the answer was. */
    private static List<Messages.Block> content(ChatCompletion.Choice choice) {
        ChatCompletion.Message message = choice.message();
        List<Messages.Block> content = new ArrayList<>();
        message.content()
                .ifPresent(text -> content.add(Messages.TextBlock.of(text, message.grounding(), choice.evidence())));
        for (CallView call : message.calls()) {
            Json.object(call.function().arguments())
                    .ifPresent(input -> content.add(Messages.ToolUse.of(id(call), call.name(), input)));
        }
        return content;
    }

    private static String id(CallView call) {
        return call.id().orElseThrow().replaceFirst("^call_", "toolu_");
    }

    private Messages.MessageReply reply(
            List<Messages.Block> content, Optional<String> reason, Optional<String> stop, Usage usage) {
        return new Messages.MessageReply(
                id, "message", "assistant", model, content, reason, stop, Messages.MessageUsage.of(usage));
    }

    @Override
    public List<NamedEvent> events(ChatChunk chunk, Usage usage) {
        ChatChunk.Choice choice = chunk.choices().get(0);
        choice.delta().grounding().ifPresent(regions::addAll);
        List<NamedEvent> events = new ArrayList<>();
        if (choice.delta().role().isPresent()) {
            Messages.MessageReply begun = reply(List.of(), Optional.empty(), Optional.empty(), usage);
            events.add(NamedEvent.of("message_start", Map.of("message", begun)));
        }
        choice.delta().content().filter(text -> !text.isEmpty()).ifPresent(text -> {
            beginText(events);
            events.add(delta(Map.of("type", "text_delta", "text", text)));
        });
        choice.delta().toolCalls().ifPresent(calls -> calls.forEach(call -> add(call, events)));
        choice.finishReason().ifPresent(reason -> end(reason, choice, usage, events));
        return events;
    }

    private void beginText(List<NamedEvent> events) {
        if (open.isEmpty() || open.get() != Kind.TEXT) {
            begin(Kind.TEXT, Messages.TextBlock.of("", List.of(), Optional.empty()), events);
        }
    }

    private void add(CallView call, List<NamedEvent> events) {
        if (call.id().isPresent()) {
            JsonNode nothing = JsonNodeFactory.instance.objectNode();
            begin(Kind.CALL, Messages.ToolUse.of(id(call), call.name(), nothing), events);
        }
        String more = call.function().arguments();
        if (!more.isEmpty()) {
            events.add(delta(Map.of("type", "input_json_delta", "partial_json", more)));
        }
    }

    private void begin(Kind kind, Messages.Block block, List<NamedEvent> events) {
        close(events);
        open = Optional.of(kind);
        events.add(block("content_block_start", blocks++, "content_block", block));
    }

    private void close(List<NamedEvent> events) {
        if (open.isPresent()) {
            events.add(NamedEvent.of("content_block_stop", Map.of("index", blocks - 1)));
            open = Optional.empty();
        }
    }

    private void end(String finish, ChatChunk.Choice choice, Usage usage, List<NamedEvent> events) {
        if (blocks == 0) {
            beginText(events);
        }
        close(events);
        Optional<String> stop = choice.stopReason().filter(stopSequences::contains);
        Map<String, Object> delta = new LinkedHashMap<>();
        delta.put("stop_reason", reason(finish, stop));
        delta.put("stop_sequence", stop.orElse(null));
        delta.put("grounding", regions);
        choice.evidence().ifPresent(rows -> delta.put("evidence", rows));
        events.add(NamedEvent.of("message_delta", Map.of("delta", delta, "usage", Messages.MessageUsage.of(usage))));
        events.add(NamedEvent.of("message_stop"));
    }

    private NamedEvent delta(Map<String, String> delta) {
        return block("content_block_delta", blocks - 1, "delta", delta);
    }

    private static NamedEvent block(String name, int index, String field, Object value) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("index", index);
        data.put(field, value);
        return NamedEvent.of(name, data);
    }

    private static String reason(String finish, Optional<String> stop) {
        if (stop.isPresent()) {
            return "stop_sequence";
        }
        return switch (finish) {
            case "length" -> "max_tokens";
            case "tool_calls" -> "tool_use";
            default -> "end_turn";
        };
    }

    @Override
    public Optional<NamedEvent> keepAlive() {
        return Optional.of(NamedEvent.of("ping"));
    }
}
