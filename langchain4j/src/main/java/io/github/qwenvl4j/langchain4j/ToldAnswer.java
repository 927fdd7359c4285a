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
import io.github.qwenvl4j.AnswerStream;
import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.prompt.CalledTools;
import io.github.qwenvl4j.prompt.GrowingCalls;
import io.github.qwenvl4j.prompt.ToolCall;
import java.util.ArrayList;
import java.util.List;

/** Answers one request and tells its handler, on the thread that runs it. */
final class ToldAnswer implements Runnable {

    private final ChatSettings settings;
    private final Question question;
    private final StreamingChatResponseHandler handler;
    private final CancelledStream handle = new CancelledStream();
    private final List<ToolExecutionRequest> calls = new ArrayList<>();
    private String callId = ResponseMaker.newId();
    private int toldArguments; // characters of the call that is not complete

    ToldAnswer(ChatSettings settings, Question question, StreamingChatResponseHandler handler) {
        this.settings = settings;
        this.question = question;
        this.handler = handler;
    }

    @Override
    public void run() {
        GrowingCalls growing = new GrowingCalls(settings.model().toolForm());
        try (AnswerStream stream = settings.model().streamAnswer(question.dialogue(), question.options())) {
            handle.of(stream);
            for (String piece : stream) {
                tell(growing.add(piece));
                growing.unfinished().ifPresent(this::tellArguments);
                if (handle.isCancelled()) {
                    return;
                }
            }
            tell(growing.end());
            if (!handle.isCancelled()) {
                onCompleteResponse(handler, new ResponseMaker(settings).response(stream.answer(), calls));
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

    private void tell(CalledTools more) {
        if (!handle.isCancelled()) {
            onPartialResponse(handler, more.text(), handle);
        }
        for (ToolCall call : more.calls()) {
            tellArguments(call);
            ToolExecutionRequest request = ResponseMaker.request(callId, call);
            if (!handle.isCancelled()) {
                onCompleteToolCall(handler, new CompleteToolCall(calls.size(), request));
            }
            calls.add(request);
            callId = ResponseMaker.newId();
            toldArguments = 0;
        }
    }

    /** What has come of the arguments since the last time; a brace alone waits for what follows. */
    private void tellArguments(ToolCall call) {
        String more = call.arguments().substring(toldArguments);
        if (handle.isCancelled() || more.isBlank() || call.arguments().equals("{")) {
            return;
        }
        toldArguments = call.arguments().length();
        PartialToolCall part = PartialToolCall.builder()
                .index(calls.size())
                .id(callId)
                .name(call.name())
                .partialArguments(more)
                .build();
        onPartialToolCall(handler, part, handle);
    }
}
