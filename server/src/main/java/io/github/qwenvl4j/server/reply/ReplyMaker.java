package io.github.qwenvl4j.server.reply;

import io.github.qwenvl4j.FinishReason;
import io.github.qwenvl4j.engine.AnswerEvent;
import io.github.qwenvl4j.server.api.ChatChunk;
import io.github.qwenvl4j.server.api.ChatCompletion;
import io.github.qwenvl4j.server.api.Logprobs;
import io.github.qwenvl4j.server.chat.AnswerForm;
import io.github.qwenvl4j.server.chat.ChoiceStream;
import io.github.qwenvl4j.server.chat.PromptFacts;
import io.github.qwenvl4j.server.chat.RequestTally;
import io.github.qwenvl4j.tokenizer.Tokenizer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;

/**
 * Builds the reply to one request from the events of its answers: chunk by chunk, or complete from the same chunks. Not
 * thread-safe.
 */
public final class ReplyMaker {

    private final String id = "chatcmpl-" + UUID.randomUUID().toString().replace("-", "");
    private final long created = Instant.now().getEpochSecond();
    private final String model;
    private final String fingerprint;
    private final TokenNames names;
    private final String beginning;
    private final List<AnswerPieces> pieces;

    /**
     * @param fingerprint the version of the server
     * @param form how the model writes places, and calls of tools if it may call some
     * @param beginning of every answer, which the request gave
     */
    public ReplyMaker(
            String model,
            String fingerprint,
            Tokenizer tokenizer,
            PromptFacts facts,
            int choices,
            boolean stripTags,
            AnswerForm form,
            String beginning) {
        this.beginning = beginning;
        this.model = model;
        this.fingerprint = fingerprint;
        this.names = new TokenNames(tokenizer);
        this.pieces = IntStream.range(0, choices)
                .mapToObj(choice -> new AnswerPieces(
                        form.tools(), new GroundedPieces(stripTags, facts.latestPicture(), form.places())))
                .toList();
    }

    public String id() {
        return id;
    }

    /** The chunks for an event: none, one, or the last text and the end. */
    public List<ChatChunk> chunks(ChoiceStream.Item item) {
        int choice = item.choice();
        if (item.event() instanceof AnswerEvent.Started) {
            List<ChatChunk> chunks = new ArrayList<>();
            chunks.add(chunk(new ChatChunk.Choice(
                    choice, ChatChunk.Delta.first(), Optional.empty(), Optional.empty(), Optional.empty())));
            chunks.addAll(text(choice, pieces.get(choice).add(beginning), Optional.empty()));
            return chunks;
        }
        if (item.event() instanceof AnswerEvent.Token token) {
            Optional<Logprobs> logprobs =
                    token.likelihood().map(likelihood -> new Logprobs(List.of(names.entry(likelihood))));
            return text(choice, pieces.get(choice).add(token.text()), logprobs);
        }
        List<ChatChunk> chunks = new ArrayList<>();
        if (item.event() instanceof AnswerEvent.Finished finished) {
            chunks.addAll(text(choice, pieces.get(choice).finish(finished.text()), Optional.empty()));
            chunks.add(chunk(new ChatChunk.Choice(
                    choice,
                    ChatChunk.Delta.last(),
                    Optional.empty(),
                    Optional.of(name(finished.reason(), pieces.get(choice).called())),
                    finished.stop())));
        }
        return chunks;
    }

    /** The final chunk with the token usage. */
    public ChatChunk usageChunk(RequestTally tally) {
        return new ChatChunk(
                id,
                "chat.completion.chunk",
                created,
                model,
                fingerprint,
                List.of(),
                Optional.of(tally.usage()),
                tally.timings());
    }

    /** The complete reply, after all chunks. */
    public ChatCompletion completion(List<ChatChunk> chunks, RequestTally tally) {
        List<ChatCompletion.Choice> choices = new ArrayList<>();
        for (int choice = 0; choice < pieces.size(); choice++) {
            WholeChoice whole = new WholeChoice(choice);
            chunks.stream().flatMap(chunk -> chunk.choices().stream()).forEach(whole::add);
            choices.add(whole.build());
        }
        return new ChatCompletion(
                id, "chat.completion", created, model, fingerprint, choices, tally.usage(), tally.timings());
    }

    private List<ChatChunk> text(int choice, AnswerPieces.Piece piece, Optional<Logprobs> logprobs) {
        if (piece.isEmpty() && logprobs.isEmpty()) {
            return List.of();
        }
        return List.of(chunk(new ChatChunk.Choice(
                choice,
                ChatChunk.Delta.of(piece.text(), piece.calls(), piece.regions()),
                logprobs,
                Optional.empty(),
                Optional.empty())));
    }

    private ChatChunk chunk(ChatChunk.Choice choice) {
        return new ChatChunk(
                id,
                "chat.completion.chunk",
                created,
                model,
                fingerprint,
                List.of(choice),
                Optional.empty(),
                Optional.empty());
    }

    private static String name(FinishReason reason, boolean called) {
        return reason == FinishReason.LENGTH ? "length" : called ? "tool_calls" : "stop";
    }
}
