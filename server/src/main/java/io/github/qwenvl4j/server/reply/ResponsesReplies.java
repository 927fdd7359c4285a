package io.github.qwenvl4j.server.reply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.github.qwenvl4j.internal.EvidenceRow;
import io.github.qwenvl4j.server.api.CallView;
import io.github.qwenvl4j.server.api.ChatChunk;
import io.github.qwenvl4j.server.api.ChatCompletion;
import io.github.qwenvl4j.server.api.NamedEvent;
import io.github.qwenvl4j.server.api.RegionView;
import io.github.qwenvl4j.server.api.Responses;
import io.github.qwenvl4j.server.api.Usage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Replies in the format of OpenAI's responses, for one request. Not thread-safe. */
public final class ResponsesReplies implements EventReplies {

    private static final String IN_PROGRESS = "in_progress";

    private final String number = UUID.randomUUID().toString().replace("-", "");
    private final long created = Instant.now().getEpochSecond();
    private final String model;
    private final JsonNode request;
    private final List<Responses.Item> output = new ArrayList<>(); // complete items of a stream
    private final StringBuilder text = new StringBuilder(); // of the open message, or arguments of the open call
    private final List<RegionView> regions = new ArrayList<>();
    private Optional<List<EvidenceRow>> evidence = Optional.empty(); // comes with the end
    private boolean message; // is open
    private Optional<CallView> call = Optional.empty(); // that is open
    private int sequence;

    public ResponsesReplies(String model, JsonNode request) {
        this.model = model;
        this.request = request;
    }

    @Override
    public Responses.Response whole(ChatCompletion completion) {
        ChatCompletion.Choice choice = completion.choices().get(0);
        String status = status(choice.finishReason());
        List<Responses.Item> items = new ArrayList<>();
        choice.message()
                .content()
                .ifPresent(said -> items.add(said(
                        status,
                        List.of(Responses.SaidText.of(said, choice.message().grounding(), choice.evidence())))));
        choice.message()
                .calls()
                .forEach(one -> items.add(called(status, one, one.function().arguments())));
        return response(status, items, Optional.of(completion.usage()));
    }

    @Override
    public List<NamedEvent> events(ChatChunk chunk, Usage usage) {
        ChatChunk.Choice choice = chunk.choices().get(0);
        choice.delta().grounding().ifPresent(regions::addAll);
        evidence = choice.evidence();
        List<NamedEvent> events = new ArrayList<>();
        if (choice.delta().role().isPresent()) {
            Responses.Response begun = response(IN_PROGRESS, List.of(), Optional.empty());
            events.add(event("response.created", Map.of("response", begun)));
            events.add(event("response.in_progress", Map.of("response", begun)));
        }
        choice.delta().content().filter(more -> !more.isEmpty()).ifPresent(more -> say(more, events));
        choice.delta().toolCalls().ifPresent(calls -> calls.forEach(more -> add(more, events)));
        choice.finishReason().ifPresent(reason -> end(status(reason), usage, events));
        return events;
    }

    @Override
    public Optional<NamedEvent> keepAlive() {
        return Optional.empty();
    }

    private void say(String more, List<NamedEvent> events) {
        if (!message) {
            close("completed", events);
            message = true;
            events.add(inOutput("response.output_item.added", said(IN_PROGRESS, List.of())));
            events.add(inPart(
                    "response.content_part.added",
                    Map.of("part", Responses.SaidText.of("", List.of(), Optional.empty()))));
        }
        text.append(more);
        if (!more.isEmpty()) {
            events.add(inPart("response.output_text.delta", Map.of("delta", more, "logprobs", List.of())));
        }
    }

    private void add(CallView more, List<NamedEvent> events) {
        if (more.id().isPresent()) {
            close("completed", events);
            call = Optional.of(more);
            events.add(inOutput("response.output_item.added", called(IN_PROGRESS, more, "")));
        }
        String arguments = more.function().arguments();
        text.append(arguments);
        if (!arguments.isEmpty()) {
            events.add(inCall("response.function_call_arguments.delta", Map.of("delta", arguments)));
        }
    }

    private void close(String status, List<NamedEvent> events) {
        Optional<Responses.Item> item = Optional.empty();
        if (message) {
            Responses.SaidText said = Responses.SaidText.of(text.toString(), List.copyOf(regions), evidence);
            events.add(inPart("response.output_text.done", Map.of("text", text.toString(), "logprobs", List.of())));
            events.add(inPart("response.content_part.done", Map.of("part", said)));
            item = Optional.of(said(status, List.of(said)));
        } else if (call.isPresent()) {
            String name = call.get().name();
            events.add(inCall(
                    "response.function_call_arguments.done", Map.of("name", name, "arguments", text.toString())));
            item = Optional.of(called(status, call.get(), text.toString()));
        }
        item.ifPresent(complete -> {
            events.add(inOutput("response.output_item.done", complete));
            output.add(complete);
        });
        message = false;
        call = Optional.empty();
        text.setLength(0);
    }

    private void end(String status, Usage usage, List<NamedEvent> events) {
        if (!message && call.isEmpty()) {
            say("", events);
        }
        close(status, events);
        events.add(event(
                "response." + status, Map.of("response", response(status, List.copyOf(output), Optional.of(usage)))));
    }

    private NamedEvent inOutput(String name, Responses.Item item) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("output_index", output.size());
        fields.put("item", item);
        return event(name, fields);
    }

    private NamedEvent inPart(String name, Map<String, ?> more) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("item_id", messageId());
        fields.put("output_index", output.size());
        fields.put("content_index", 0);
        fields.putAll(more);
        return event(name, fields);
    }

    private NamedEvent inCall(String name, Map<String, ?> more) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("item_id", itemId(call.orElseThrow()));
        fields.put("output_index", output.size());
        fields.putAll(more);
        return event(name, fields);
    }

    private NamedEvent event(String name, Map<String, ?> fields) {
        Map<String, Object> numbered = new LinkedHashMap<>();
        numbered.put("sequence_number", sequence++);
        numbered.putAll(fields);
        return NamedEvent.of(name, numbered);
    }

    private String messageId() {
        return "msg_" + number;
    }

    private static String itemId(CallView called) {
        return called.id().orElseThrow().replaceFirst("^call_", "fc_");
    }

    private Responses.Said said(String status, List<Responses.SaidText> content) {
        return new Responses.Said(messageId(), "message", status, "assistant", content);
    }

    private static Responses.Called called(String status, CallView given, String arguments) {
        return new Responses.Called(
                itemId(given), "function_call", status, given.id().orElseThrow(), given.name(), arguments);
    }

    private Responses.Response response(String status, List<Responses.Item> items, Optional<Usage> usage) {
        return new Responses.Response(
                "resp_" + number,
                "response",
                created,
                status,
                Optional.empty(),
                status.equals("incomplete")
                        ? Optional.of(new Responses.Incomplete("max_output_tokens"))
                        : Optional.empty(),
                Optional.ofNullable(request.path("instructions").textValue()),
                model,
                items,
                request.path("parallel_tool_calls").asBoolean(true),
                Optional.empty(),
                false,
                toolChoice(),
                tools(),
                "disabled",
                Map.of(),
                usage.map(Responses.ResponseUsage::of));
    }

    private JsonNode toolChoice() {
        JsonNode choice = request.path("tool_choice");
        return choice.has("name")
                ? choice
                : TextNode.valueOf(choice.path("type").asText("auto"));
    }

    /** As they were given; every schema is enforced. */
    private JsonNode tools() {
        JsonNode tools = request.withArray("tools").deepCopy();
        tools.forEach(tool -> ((ObjectNode) tool).put("strict", true));
        return tools;
    }

    private static String status(String finish) {
        return finish.equals("length") ? "incomplete" : "completed";
    }
}
