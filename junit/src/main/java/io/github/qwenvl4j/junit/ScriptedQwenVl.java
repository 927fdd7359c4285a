package io.github.qwenvl4j.junit;

import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.prompt.ToolCall;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A {@link QwenVl} whose answers a test writes down. Only the network is replaced: prompts, pictures, batches, streams, limits,
 * stop strings, formats, calls of tools, cancellation and errors are those of every model, so that what a test sees is what
 * happens in production. A byte is a token.
 *
 * <pre>{@code
 * @RegisterExtension
 * static final ScriptedQwenVl script = new ScriptedQwenVl();
 *
 * @Test
 * void findsTheInvoiceNumber() {
 *     script.whenAsked("number").says("It is 4711.");
 *     assertThat(new Invoices(script.model()).number(picture)).isEqualTo("4711");
 *     assertThat(script.prompts()).singleElement().asString().contains("[picture]");
 * }
 * }</pre>
 *
 * <p>As a static field, one model serves all tests of a class; each begins with an empty script. Outside JUnit, close it.
 */
public final class ScriptedQwenVl implements BeforeAllCallback, AfterEachCallback, AfterAllCallback, AutoCloseable {

    private final Script script = new Script();
    private Path directory;
    private QwenVl model;
    private boolean forAll;

    /** The model, opened when it is first asked for, and again if an application has closed it. */
    public synchronized QwenVl model() {
        if (model != null && !model.isOpen()) {
            close();
        }
        if (model == null) {
            try {
                directory = Files.createTempDirectory("scripted");
                ScriptedFamily.write(directory);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            Script.register(directory, script);
            model = QwenVl.open(directory);
        }
        return model;
    }

    /** What the model does when the last message (of the user, or of tools) contains these words. The latest rule counts. */
    public Asked whenAsked(String words) {
        return new Asked(Objects.requireNonNull(words, "words"));
    }

    /** What the model does whatever it is asked, unless a later rule says otherwise. */
    public Asked always() {
        return new Asked("");
    }

    /**
     * The prompts that were answered, in order, as text: {@code user: } before a message of the user, {@code [picture]} for a
     * picture.
     */
    public List<String> prompts() {
        return script.prompts();
    }

    /** A rule of the script that lacks its reply. */
    public final class Asked {

        private final String words;

        private Asked(String words) {
            this.words = words;
        }

        /** The model says this, which may contain tags of boxes. */
        public void says(String text) {
            script.add(words, new ScriptedReply.Says(text));
        }

        /** The model says this again and again, up to its limit of tokens, or until the answer is cancelled. */
        public void repeats(String text) {
            script.add(words, new ScriptedReply.Repeats(text));
        }

        /**
         * The model wants a tool to be called. Where the tools of a question are enforced, arguments that do not fit the tool's
         * schema, or stand in another order, are not said.
         */
        public void calls(String name, Map<String, ?> arguments) {
            calls(ToolCall.of(name, arguments));
        }

        /** The model wants tools to be called. */
        public void calls(ToolCall... calls) {
            says(ScriptedCalls.written(calls));
        }

        /** The answer fails. */
        public void fails(QwenVlException.Kind kind, String message) {
            script.add(words, new ScriptedReply.Fails(kind, message));
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        forAll = true;
    }

    @Override
    public void afterEach(ExtensionContext context) {
        script.clear();
        if (!forAll) {
            close();
        }
    }

    @Override
    public void afterAll(ExtensionContext context) {
        close();
    }

    @Override
    public synchronized void close() {
        if (model == null) {
            return;
        }
        model.close();
        model = null;
        Script.forget(directory);
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
            Files.delete(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
