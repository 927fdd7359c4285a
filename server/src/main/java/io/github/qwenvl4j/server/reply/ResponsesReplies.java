package io.github.qwenvl4j.server.reply;

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
public final class ResponsesReplies {

    private static final String IN_PROGRESS = "in_progress";

    private final String number = UUID.randomUUID().toString().replace("-", "");
    private final String itemId = "msg_" + number;
    private final long created = Instant.now().getEpochSecond();
    private final String model;
    private final Optional<String> instructions;
    private final StringBuilder text = new StringBuilder();
    private final List<RegionView> regions = new ArrayList<>();
    private int sequence;

    public ResponsesReplies(String model, Optional<String> instructions) {
        this.model = model;
        this.instructions = instructions;
    }

    /** The complete reply. */
    public Responses.Response whole(ChatCompletion completion) {
        ChatCompletion.Choice choice = completion.choices().get(0);
        String status = status(choice.finishReason());
        Responses.SaidText said = Responses.SaidText.of(
                choice.message().content(), choice.message().grounding());
        return response(status, List.of(item(status, List.of(said))), Optional.of(completion.usage()));
    }

    /** The events for a chunk of the answer. @param usage so far */
    public List<NamedEvent> events(ChatChunk chunk, Usage usage) {
        ChatChunk.Choice choice = chunk.choices().get(0);
        choice.delta().grounding().ifPresent(regions::addAll);
        if (choice.delta().role().isPresent()) {
            return begin();
        }
        if (choice.finishReason().isPresent()) {
            return end(status(choice.finishReason().get()), usage);
        }
        String more = choice.delta().content().orElse("");
        text.append(more);
        return more.isEmpty()
                ? List.of()
                : List.of(inPart("response.output_text.delta", Map.of("delta", more, "logprobs", List.of())));
    }

    private List<NamedEvent> begin() {
        return List.of(
                event("response.created", Map.of("response", response(IN_PROGRESS, List.of(), Optional.empty()))),
                event("response.in_progress", Map.of("response", response(IN_PROGRESS, List.of(), Optional.empty()))),
                inOutput("response.output_item.added", item(IN_PROGRESS, List.of())),
                inPart("response.content_part.added", Map.of("part", Responses.SaidText.of("", List.of()))));
    }

    private List<NamedEvent> end(String status, Usage usage) {
        Responses.SaidText said = Responses.SaidText.of(text.toString(), regions);
        Responses.Said item = item(status, List.of(said));
        return List.of(
                inPart("response.output_text.done", Map.of("text", text.toString(), "logprobs", List.of())),
                inPart("response.content_part.done", Map.of("part", said)),
                inOutput("response.output_item.done", item),
                event("response." + status, Map.of("response", response(status, List.of(item), Optional.of(usage)))));
    }

    private NamedEvent inOutput(String name, Responses.Said item) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("output_index", 0);
        fields.put("item", item);
        return event(name, fields);
    }

    private NamedEvent inPart(String name, Map<String, ?> more) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("item_id", itemId);
        fields.put("output_index", 0);
        fields.put("content_index", 0);
        fields.putAll(more);
        return event(name, fields);
    }

    private NamedEvent event(String name, Map<String, ?> fields) {
        Map<String, Object> numbered = new LinkedHashMap<>();
        numbered.put("sequence_number", sequence++);
        numbered.putAll(fields);
        return NamedEvent.of(name, numbered);
    }

    private Responses.Said item(String status, List<Responses.SaidText> content) {
        return new Responses.Said(itemId, "message", status, "assistant", content);
    }

    private Responses.Response response(String status, List<Responses.Said> output, Optional<Usage> usage) {
        return new Responses.Response(
                "resp_" + number,
                "response",
                created,
                status,
                Optional.empty(),
                status.equals("incomplete")
                        ? Optional.of(new Responses.Incomplete("max_output_tokens"))
                        : Optional.empty(),
                instructions,
                model,
                output,
                false,
                Optional.empty(),
                false,
                "none",
                List.of(),
                "disabled",
                Map.of(),
                usage.map(Responses.ResponseUsage::of));
    }

    private static String status(String finish) {
        return finish.equals("length") ? "incomplete" : "completed";
    }
}
