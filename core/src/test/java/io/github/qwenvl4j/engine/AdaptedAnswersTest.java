package io.github.qwenvl4j.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.qwenvl4j.Answer;
import io.github.qwenvl4j.AnswerOptions;
import io.github.qwenvl4j.AnswerStream;
import io.github.qwenvl4j.OpenOptions;
import io.github.qwenvl4j.Precision;
import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.image.Picture;
import io.github.qwenvl4j.memory.Block;
import io.github.qwenvl4j.memory.NativeMemory;
import io.github.qwenvl4j.model.Prompt;
import io.github.qwenvl4j.prompt.Dialogue;
import io.github.qwenvl4j.prompt.Message;
import io.github.qwenvl4j.testing.Fixtures;
import io.github.qwenvl4j.testing.MadeAdapter;
import io.github.qwenvl4j.testing.OpenedModel;
import io.github.qwenvl4j.testing.TestBlocks;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several adapters of one model: answered in one batch, as if each were alone; nothing kept crosses from one to another. */
class AdaptedAnswersTest {

    private static final AnswerOptions SHORT = AnswerOptions.greedy(12);
    private static final String LANGUAGE = ".*(c_attn|attn\\.c_proj|w1|w2)";
    private static final String TOWER = ".*visual\\..*(c_fc|out_proj|in_proj)";

    @TempDir
    private static Path folders;

    private static Path first;
    private static Path second;
    private static Path tower;

    @BeforeAll
    static void write() {
        Path base = Fixtures.path("tiny-vl");
        first = MadeAdapter.write(folders.resolve("first"), base, LANGUAGE, 1);
        second = MadeAdapter.write(folders.resolve("second"), base, ".*\\.h\\.0\\..*(c_attn|mlp\\.c_proj)", 2);
        tower = MadeAdapter.write(folders.resolve("tower"), base, TOWER, 3);
    }

    private static QwenVl open() {
        return OpenedModel.open("tiny-vl", Precision.FLOAT32);
    }

    private static Picture picture() {
        return OpenedModel.picture("fixtures/images/tiny-3x5.png");
    }

    private static Message question(int number) {
        String text = "Question number " + number + ": where is the green triangle?";
        return number % 2 == 0 ? Message.user(text, picture()) : Message.user(text);
    }

    @Test
    void answersOfManyAdaptersInOneBatchAreThoseGivenAlone() {
        try (QwenVl model = open();
                QwenVl one = model.adapted(first);
                QwenVl two = model.adapted(second);
                QwenVl seen = model.adapted(tower)) {
            List<QwenVl> all = List.of(model, one, two, seen);
            List<List<Integer>> alone = new ArrayList<>();
            List<CompletableFuture<Answer>> together = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                alone.add(all.get(i % 4).ask(question(i), SHORT).ids());
            }
            for (int i = 0; i < 16; i++) {
                together.add(all.get(i % 4).askAsync(question(i), SHORT));
            }
            for (int i = 0; i < 16; i++) {
                assertThat(together.get(i).join().ids()).as("question %d", i).isEqualTo(alone.get(i));
            }
            assertThat(alone.get(0)).isNotEqualTo(one.ask(question(0), SHORT).ids());
        }
    }

    @Test
    void anAdapterOfTheWholeModelIsAskedLikeOneBesideIt() {
        OpenOptions options =
                OpenOptions.defaults().withPrecision(Precision.FLOAT32).withAdapter(first);
        try (QwenVl model = open();
                QwenVl beside = model.adapted(first);
                QwenVl own = QwenVl.open(Fixtures.path("tiny-vl"), options)) {
            assertThat(own.ask(question(0), SHORT).ids())
                    .isEqualTo(beside.ask(question(0), SHORT).ids());
        }
    }

    @Test
    void whatAPictureLooksLikeThroughAnAdapterIsNotShownToOthers() {
        Message question = Message.user("What is it?", picture());
        try (QwenVl model = open();
                QwenVl seen = model.adapted(tower)) {
            List<Integer> plain = model.ask(question, SHORT).ids();
            List<Integer> other = seen.ask(question, SHORT).ids();
            assertThat(other).isNotEqualTo(plain);
            assertThat(model.ask(question, SHORT).ids()).isEqualTo(plain);
            assertThat(seen.ask(question, SHORT).ids()).isEqualTo(other);
        }
        try (QwenVl model = open();
                QwenVl seen = model.adapted(tower)) {
            Answer alone = seen.ask(question, SHORT); // before the base model has seen it
            assertThat(alone.ids()).isNotEqualTo(model.ask(question, SHORT).ids());
        }
    }

    @Test
    void rowsComputedForOneAdapterServeItAloneAndAgain() {
        Owner owner = Owner.of("somebody");
        try (QwenVl model = open();
                QwenVl one = model.adapted(first);
                QwenVl two = model.adapted(second)) {
            assertThat(cached(model, owner)).isZero();
            assertThat(cached(one, owner)).isZero();
            assertThat(cached(two, owner)).isZero();
            assertThat(cached(one, owner)).isPositive();
            assertThat(cached(model, owner)).isPositive();
        }
    }

    private static int cached(QwenVl model, Owner owner) {
        Prompt prompt = model.internals().prompt(Dialogue.of(question(1)));
        try (AnswerStream stream = model.internals().stream(prompt, SHORT, owner)) {
            return stream.answer().usage().reusedTokens();
        }
    }

    @Test
    void aClosedAdapterCompletesWhatItBeganAndAnswersNothingElse() {
        try (QwenVl model = open()) {
            long before = blocksAtRest(model);
            QwenVl one = model.adapted(first);
            CompletableFuture<Answer> begun = one.askAsync(Message.user("Tell me more."), SHORT);
            Prompt prompt = one.internals().prompt(Dialogue.of(question(1)));
            AnswerStream stream = one.internals().stream(prompt, SHORT, Owner.once());
            begun.join();
            one.close();
            assertThat(stream.answer().ids()).isNotEmpty();
            stream.close();
            assertThat(one.isOpen()).isFalse();
            assertThatThrownBy(() -> one.ask(question(1), SHORT)).isInstanceOfSatisfying(QwenVlException.class, e -> {
                assertThat(e.kind()).isEqualTo(QwenVlException.Kind.CLOSED);
                assertThat(e).hasMessage("the adapter has been closed");
            });
            assertThat(model.ask(question(1), SHORT).ids()).isNotEmpty();
            assertThat(blocksAtRest(model)).isLessThanOrEqualTo(before);
        }
    }

    /** Blocks of native memory once the answers so far have been let go of. */
    private static long blocksAtRest(QwenVl model) {
        model.ask(question(1), SHORT);
        while (model.internals().engine().active() > 0) {
            Thread.onSpinWait();
        }
        return NativeMemory.blocks();
    }

    @Test
    void closingTheModelEndsItsAdapters() {
        QwenVl model = open();
        QwenVl one = model.adapted(first);
        model.close();
        assertThat(one.isOpen()).isFalse();
        assertThatThrownBy(() -> one.ask(question(1), SHORT)).isInstanceOf(QwenVlException.class);
        assertThatThrownBy(() -> model.adapted(second)).hasMessage("the model has been closed");
        one.close();
    }

    @Test
    void whatDoesNotFitIsRefusedByName() {
        try (QwenVl model = open();
                TestBlocks memory = new TestBlocks()) {
            Block down = memory.floats(new float[4 * 8], 4, 8);
            Map<String, Block> foreign = new HashMap<>();
            foreign.put("base_model.model.model.layers.0.q_proj.lora_A.weight", down);
            foreign.put("base_model.model.model.layers.0.q_proj.lora_B.weight", down);
            assertRefused(model, "foreign", foreign, "for which the model has no place");
            String module = "base_model.model.transformer.h.0.attn.c_attn";
            assertRefused(model, "no-up", Map.of(module + ".lora_A.weight", down), "c_attn.lora_B.weight is missing");
            assertRefused(
                    model,
                    "size",
                    Map.of(module + ".lora_A.weight", down, module + ".lora_B.weight", down),
                    "has shape [4, 8], but the model calls for [4, 256]");
            Map<String, Block> norm =
                    Map.of("base_model.model.transformer.ln_f.weight", memory.floats(new float[8], 8));
            assertRefused(model, "norm", norm, "has transformer.ln_f.weight, for which the model has no place");
            assertThatThrownBy(() -> model.adapted(folders)).hasMessageContaining("no adapter here");
        }
    }

    private static void assertRefused(QwenVl model, String name, Map<String, Block> tensors, String reason) {
        Path folder = MadeAdapter.write(folders.resolve(name), ".*", tensors);
        assertThatThrownBy(() -> model.adapted(folder))
                .isInstanceOf(QwenVlException.class)
                .hasMessageStartingWith(folder.toString())
                .hasMessageContaining(reason)
                .hasMessageNotContaining("\n");
    }
}
