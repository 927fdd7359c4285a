package io.github.qwenvl4j.server.chat;

import io.github.qwenvl4j.AnswerFormat;
import io.github.qwenvl4j.AnswerOptions;
import io.github.qwenvl4j.Decision;
import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.engine.AnswerRequest;
import io.github.qwenvl4j.engine.Engine;
import io.github.qwenvl4j.engine.Owner;
import io.github.qwenvl4j.image.ImageLoader;
import io.github.qwenvl4j.image.Picture;
import io.github.qwenvl4j.model.ModelText;
import io.github.qwenvl4j.model.Prompt;
import io.github.qwenvl4j.model.SeenPicture;
import io.github.qwenvl4j.prompt.Dialogue;
import io.github.qwenvl4j.prompt.PictureOrder;
import io.github.qwenvl4j.prompt.ToolForm;
import io.github.qwenvl4j.prompt.layout.EncodedPrompt;
import io.github.qwenvl4j.server.api.ApiException;
import io.github.qwenvl4j.server.api.ChatRequest;
import io.github.qwenvl4j.server.api.Pages;
import io.github.qwenvl4j.server.api.Usage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Answers chat requests with one model. Thread-safe. Does not own the model. */
public final class ChatService implements AutoCloseable {

    /** Whose computed prefixes are shared: a key's users are kept apart, but take turns as one. */
    private record PrefixDomain(String key, Optional<String> user) {}

    private final String modelId;
    private final QwenVl model;
    private final Engine engine;
    private final RequestLimits limits;
    private final PromptEncoder encoder;
    private final SamplingRules rules;
    private final Preparation preparation;
    private final Consumer<RequestTally> observer;

    /** @param observer receives the statistics of each request when it ends or is cancelled */
    public ChatService(
            String modelId, QwenVl model, ImageLoader pictures, RequestLimits limits, Consumer<RequestTally> observer) {
        this.modelId = modelId;
        this.model = model;
        this.engine = model.internals().engine();
        this.limits = limits;
        this.encoder = new PromptEncoder(model.internals().prompts());
        this.rules = new SamplingRules(
                model.defaults(), limits, model.internals().tokenizer().size());
        this.preparation = new Preparation(model, pictures);
        this.observer = observer;
    }

    /**
     * A prompt whose pictures may not have been read yet.
     *
     * @param beginning what the assistant has said of the answer
     * @param tools that the answer may call
     */
    private record Asked(
            EncodedPrompt encoded, Function<Picture, SeenPicture> pictures, String beginning, AskedTools tools) {}

    /**
     * Checks a request, prepares its pictures and queues its answers.
     *
     * @throws ApiException if the request is refused; then nothing keeps running in the background
     */
    public ChoiceStream start(ChatRequest request, Caller caller) {
        return start(request, encoded(request, caller), caller);
    }

    /** Continues a text as it is, without a dialogue around it: in it, complete ref, box and quad tags count. */
    public ChoiceStream startText(String text, ChatRequest request, Caller caller) {
        requireServed(request.model());
        return start(request, new Asked(encoder.text(text, limits), noPictures(), "", AskedTools.NONE), caller);
    }

    /** The ids of the prompt of a request, with the beginning of the answer. */
    public int[] prompt(ChatRequest request, Caller caller) {
        Asked asked = encoded(request, caller);
        int[] beginning = model.internals().engineModel().text().beginning(asked.beginning());
        return IntStream.concat(Arrays.stream(asked.encoded().ids()), Arrays.stream(beginning))
                .toArray();
    }

    /**
     * How probable each of some answers is; nothing is sampled.
     *
     * @throws ApiException if the request is refused
     */
    public Decided decide(ChatRequest request, List<String> answers, Caller caller) {
        AskedFormat.requireChoices("options", answers);
        Asked asked = encoded(request, caller);
        if (!asked.beginning().isEmpty()) {
            throw ApiException.invalid("messages", "must end with a user message");
        }
        Prompt prompt = model.internals().prompts().place(asked.encoded(), asked.pictures());
        RequestTally tally = new RequestTally(caller.key(), caller.startNanos(), PromptFacts.of(prompt.asked()));
        Owner owner = new Owner(caller.key(), new PrefixDomain(caller.key(), request.user()), true);
        try {
            Decision decision =
                    Interruptible.run(caller, () -> model.internals().decide(prompt, answers, owner));
            return new Decided(decision, tally.usage());
        } catch (QwenVlException e) {
            throw refusal(e, AskedFormat.Asked.NONE);
        } finally {
            observer.accept(tally);
        }
    }

    /** The pages of a document as pictures. @throws ApiException if the request is refused */
    public Pages.PagesReply pages(Pages.PagesRequest request, Caller caller) {
        requireServed(request.model());
        return new DrawnPages(preparation, limits.images()).of(request, caller);
    }

    /** @param usage nothing was generated */
    public record Decided(Decision decision, Usage usage) {}

    private Asked encoded(ChatRequest request, Caller caller) {
        requireServed(request.model());
        AskedTools tools = AskedTools.of(request, callsTools());
        DialogueReader.Conversation read = DialogueReader.read(request, limits, callsTools());
        Dialogue dialogue = read.dialogue().withTools(tools.shown());
        Function<Picture, SeenPicture> pictures = preparation.pictures(dialogue, caller);
        EncodedPrompt encoded = encoder.encode(dialogue, order(request), preparation.rows(dialogue, caller, pictures));
        return new Asked(encoded, pictures, read.beginning(), tools);
    }

    /** Whether the model was trained to call tools. */
    public boolean callsTools() {
        return model.internals().prompts().template().takesTools();
    }

    /** How the answers to a request are written. */
    public AnswerForm form(ChatRequest request) {
        ModelText text = model.internals().engineModel().text();
        boolean calls = !AskedTools.of(request, callsTools()).callable().isEmpty();
        return new AnswerForm(text.grounding(), calls ? text.tools() : ToolForm.NONE);
    }

    private static Function<Picture, SeenPicture> noPictures() {
        return picture -> {
            throw new IllegalStateException("a text has no pictures");
        };
    }

    private ChoiceStream start(ChatRequest request, Asked asked, Caller caller) {
        int choices = rules.choices(request);
        AskedFormat.Asked form = asked.tools().over(AskedFormat.of(request));
        AnswerOptions options = rules.options(
                request,
                model.internals().prompts().positions() - asked.encoded().length(),
                asked.beginning(),
                form);
        requireCallable(options);
        Prompt prompt = model.internals().prompts().place(asked.encoded(), asked.pictures());
        PromptFacts facts = PromptFacts.of(prompt.asked());
        RequestTally tally = new RequestTally(caller.key(), caller.startNanos(), facts);
        ChoiceStream stream = new ChoiceStream(caller, facts, tally, observer);
        Owner owner = new Owner(caller.key(), new PrefixDomain(caller.key(), request.user()), true);
        List<AnswerRequest> answers = new ArrayList<>();
        for (int choice = 0; choice < choices; choice++) {
            answers.add(new AnswerRequest(
                    prompt,
                    SamplingRules.ofChoice(options, choice),
                    owner,
                    caller.deadlineNanos(),
                    stream.events(choice)));
        }
        submit(stream, answers, form);
        return stream;
    }

    /** A tool whose schema cannot be enforced is refused apart from the form of other answers. */
    private void requireCallable(AnswerOptions options) {
        if (options.format() instanceof AnswerFormat.ToolCalls calls) {
            AnswerFormat alone = new AnswerFormat.ToolCalls(calls.tools(), true, Optional.empty());
            try {
                model.internals().engineModel().text().constraint(options.withFormat(alone));
            } catch (QwenVlException e) {
                throw ApiException.unsupported(AskedTools.FIELD, "cannot be used: " + e.getMessage());
            }
        }
    }

    /** @throws ApiException 404 for any other model than the served one; an absent name is accepted */
    public void requireServed(Optional<String> name) {
        if (!name.orElse("").isEmpty() && !name.get().equals(modelId)) {
            throw new ApiException(
                    404,
                    "invalid_request_error",
                    Optional.of("model_not_found"),
                    Optional.of("model"),
                    "unknown model; this server serves " + modelId);
        }
    }

    private PictureOrder order(ChatRequest request) {
        return switch (request.imageOrder().orElse("")) {
            case "" -> model.internals().prompts().order();
            case "as_trained" -> PictureOrder.AS_TRAINED;
            case "as_given" -> PictureOrder.AS_GIVEN;
            default -> throw ApiException.invalid("image_order", "must be as_trained or as_given");
        };
    }

    private void submit(ChoiceStream stream, List<AnswerRequest> answers, AskedFormat.Asked form) {
        try {
            stream.started(engine.submit(answers));
        } catch (QwenVlException e) {
            throw refusal(e, form);
        }
    }

    private static RuntimeException refusal(QwenVlException e, AskedFormat.Asked form) {
        return switch (e.kind()) {
            case ARGUMENT, UNSUPPORTED ->
                form == AskedFormat.Asked.NONE
                        ? e
                        : ApiException.unsupported(form.field(), "cannot be used: " + e.getMessage());
            case QUEUE_FULL -> ApiException.busy(e.getMessage());
            case CLOSED -> ApiException.unavailable("the server is stopping");
            case TOO_LONG -> tooLong(e.getMessage());
            default -> e;
        };
    }

    private static ApiException tooLong(String message) {
        return new ApiException(
                400, "invalid_request_error", Optional.of("context_length_exceeded"), Optional.of("messages"), message);
    }

    public String modelId() {
        return modelId;
    }

    @Override
    public void close() {
        preparation.close();
    }
}
