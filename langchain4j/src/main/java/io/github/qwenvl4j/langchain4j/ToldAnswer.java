package io.github.qwenvl4j.langchain4j;

import static dev.langchain4j.internal.InternalStreamingChatResponseHandlerUtils.onCompleteResponse;
import static dev.langchain4j.internal.InternalStreamingChatResponseHandlerUtils.onCompleteToolCall;
import static dev.langchain4j.internal.InternalStreamingChatResponseHandlerUtils.onPartialResponse;
import static dev.langchain4j.internal.InternalStreamingChatResponseHandlerUtils.onPartialToolCall;
import static dev.langchain4j.internal.InternalStreamingChatResponseHandlerUtils.withLoggingExceptions;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.model.chat.response.CompleteToolCall;
import dev.langchain4j.model.chat.response.PartialToolCall;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import io.github.qwenvl4j.Answer;
import io.github.qwenvl4j.AnswerOptions;
import io.github.qwenvl4j.AnswerStream;
import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.prompt.CalledTools;
import io.github.qwenvl4j.prompt.GrowingCalls;
import io.github.qwenvl4j.prompt.ToolCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Answers one request and tells its handler, on the thread that runs it. */
final class ToldAnswer implements Runnable {

    private final ChatSettings settings;
    private final Question question;
    private final StreamingChatResponseHandler handler;
    private final CancelledStream handle = new CancelledStream();
    private final List<Answer> answers = new ArrayList<>();
    private final List<ToolExecutionRequest> calls = new ArrayList<>();

    ToldAnswer(ChatSettings settings, Question question, StreamingChatResponseHandler handler) {
        this.settings = settings;
        this.question = question;
        this.handler = handler;
    }

    @Override
    public void run() {
        try {
            Optional<Answer> first =
                    answer(question.options(), question.unlessCalling().isEmpty());
            Optional<AnswerOptions> again = first.flatMap(question::again);
            if (again.isPresent()) {
                answer(again.get(), true);
            }
            if (!handle.isCancelled()) {
                onCompleteResponse(handler, new ResponseMaker(settings).response(answers, calls));
            }
        } catch (QwenVlException e) {
            fail(KnownProblem.of(e));
        } catch (RuntimeException | Error e) {
            fail(e);
        }
    }

    private void fail(Throwable problem) {
        if (!handle.isCancelled()) {
            withLoggingExceptions(() -> handler.onError(problem));
        }
    }

    /** @param tellsText whether the words of this answer count. @return empty if it was cancelled */
    private Optional<Answer> answer(AnswerOptions options, boolean tellsText) {
        GrowingCalls growing = new GrowingCalls(settings.model().toolForm());
        try (AnswerStream stream = settings.model().streamAnswer(question.dialogue(), options)) {
            handle.of(stream);
            for (String piece : stream) {
                tell(growing.add(piece), tellsText);
                if (handle.isCancelled()) {
                    return Optional.empty();
                }
            }
            CalledTools rest = growing.end();
            tell(rest, tellsText);
            answers.add(stream.answer());
            if (!tellsText && !calls.isEmpty()) {
                onPartialResponse(handler, stream.answer().called().text(), handle);
            }
            return handle.isCancelled() ? Optional.empty() : Optional.of(stream.answer());
        }
    }

    private void tell(CalledTools more, boolean text) {
        if (text && !handle.isCancelled()) {
            onPartialResponse(handler, more.text(), handle);
        }
        for (ToolCall call : more.calls()) {
            if (!handle.isCancelled()) {
                tell(calls.size(), ResponseMaker.request(call));
            }
        }
    }

    private void tell(int index, ToolExecutionRequest request) {
        calls.add(request);
        PartialToolCall whole = PartialToolCall.builder()
                .index(index)
                .id(request.id())
                .name(request.name())
                .partialArguments(request.arguments())
                .build();
        onPartialToolCall(handler, whole, handle);
        if (!handle.isCancelled()) {
            onCompleteToolCall(handler, new CompleteToolCall(index, request));
        }
    }
}
