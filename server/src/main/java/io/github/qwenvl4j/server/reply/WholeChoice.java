package io.github.qwenvl4j.server.reply;

import io.github.qwenvl4j.server.api.CallView;
import io.github.qwenvl4j.server.api.ChatChunk;
import io.github.qwenvl4j.server.api.ChatCompletion;
import io.github.qwenvl4j.server.api.Logprobs;
import io.github.qwenvl4j.server.api.RegionView;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Assembles one choice from its chunks. */
final class WholeChoice {

    private final int index;
    private final StringBuilder text = new StringBuilder();
    private final List<CallView> calls = new ArrayList<>();
    private final List<RegionView> regions = new ArrayList<>();
    private final List<Logprobs.Entry> logprobs = new ArrayList<>();
    private String finishReason = "";
    private Optional<String> stopReason = Optional.empty();

    WholeChoice(int index) {
        this.index = index;
    }

    void add(ChatChunk.Choice chunk) {
        if (chunk.index() != index) {
            return;
        }
        chunk.delta().content().ifPresent(text::append);
        chunk.delta().toolCalls().ifPresent(more -> more.forEach(this::add));
        chunk.delta().grounding().ifPresent(regions::addAll);
        chunk.logprobs().ifPresent(more -> logprobs.addAll(more.content()));
        chunk.finishReason().ifPresent(reason -> finishReason = reason);
        stopReason = chunk.stopReason().or(() -> stopReason);
    }

    private void add(CallView more) {
        int index = more.index().orElseThrow();
        if (index == calls.size()) {
            calls.add(more.with(""));
        } else {
            calls.set(index, calls.get(index).with(more.function().arguments()));
        }
    }

    ChatCompletion.Choice build() {
        return new ChatCompletion.Choice(
                index,
                ChatCompletion.Message.of(text.toString(), calls, regions),
                logprobs.isEmpty() ? Optional.empty() : Optional.of(new Logprobs(logprobs)),
                finishReason,
                stopReason);
    }
}
