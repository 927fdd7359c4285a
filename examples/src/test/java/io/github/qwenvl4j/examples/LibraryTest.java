package io.github.qwenvl4j.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.qwenvl4j.Answer;
import io.github.qwenvl4j.AnswerFormat;
import io.github.qwenvl4j.AnswerOptions;
import io.github.qwenvl4j.AnswerPublisher;
import io.github.qwenvl4j.HiddenStates;
import io.github.qwenvl4j.Inspection;
import io.github.qwenvl4j.LogitsConstraint;
import io.github.qwenvl4j.OpenOptions;
import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.chat.Conversation;
import io.github.qwenvl4j.hub.BuiltInModel;
import io.github.qwenvl4j.image.ExifOrientation;
import io.github.qwenvl4j.image.ImageLimits;
import io.github.qwenvl4j.image.ImageLoader;
import io.github.qwenvl4j.image.ImageSource;
import io.github.qwenvl4j.image.Picture;
import io.github.qwenvl4j.junit.ScriptedQwenVl;
import io.github.qwenvl4j.prompt.Dialogue;
import io.github.qwenvl4j.prompt.Message;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What people reach for in the library, asked as a program of somebody else asks it: of exported packages only. */
class LibraryTest {

    @RegisterExtension
    static final ScriptedQwenVl script = new ScriptedQwenVl();

    private static final Path SCENE = Path.of(System.getProperty("qwenvl.root")).resolve("examples/scene.png");
    private static final String QUESTION = "Where is the brown heart?";
    private static final AnswerOptions SHORT = AnswerOptions.greedy(30);

    private static QwenVl model;

    @BeforeAll
    static void open() {
        model = QwenVl.open();
    }

    @AfterAll
    static void close() {
        model.close();
    }

    private static Message question() {
        return Message.user(QUESTION, Picture.of(SCENE));
    }

    @Test
    void aPictureMayComeInAnyForm() throws IOException {
        byte[] file = Files.readAllBytes(SCENE);
        List<Picture> forms = List.of(
                Picture.of(SCENE),
                Picture.of(SCENE.toUri()),
                Picture.of(file),
                Picture.of(new ByteArrayInputStream(file)),
                Picture.of(ImageIO.read(SCENE.toFile())));
        String said = model.ask(QUESTION, SCENE.toString()).text();
        assertThat(said).contains("<box>");
        for (Picture form : forms) {
            assertThat(model.ask(QUESTION, form).text()).isEqualTo(said);
            assertThat(model.decide(QUESTION, List.of(said, "no"), form).best().text())
                    .isEqualTo(said);
            try (Conversation talk = model.conversation()) {
                assertThat(talk.ask(QUESTION, form).text()).isEqualTo(said);
            }
        }
    }

    @Test
    void aFutureAndAPublisherGiveWhatAskGives() {
        String said = model.ask(question(), SHORT).text();
        assertThat(model.askAsync(question(), SHORT)
                        .orTimeout(60, TimeUnit.SECONDS)
                        .join()
                        .text())
                .isEqualTo(said);
        CompletableFuture<String> published = new CompletableFuture<>();
        AnswerPublisher.of(model, Dialogue.of(question()), SHORT).subscribe(new Joining(published));
        assertThat(published.orTimeout(60, TimeUnit.SECONDS).join()).isEqualTo(said);
    }

    /** Joins all pieces. */
    private record Joining(CompletableFuture<String> whole, StringBuilder pieces) implements Flow.Subscriber<String> {

        Joining(CompletableFuture<String> whole) {
            this(whole, new StringBuilder());
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(String piece) {
            pieces.append(piece);
        }

        @Override
        public void onError(Throwable problem) {
            whole.completeExceptionally(problem);
        }

        @Override
        public void onComplete() {
            whole.complete(pieces.toString());
        }
    }

    @Test
    void aTimeLimitEndsAnAnswer() {
        script.always().repeats("and so on ");
        AnswerOptions limited = AnswerOptions.greedy(60_000).withTimeLimit(Duration.ofMillis(1));
        assertThatThrownBy(() -> script.model().ask(Message.user("Tell me more."), limited))
                .isInstanceOfSatisfying(
                        QwenVlException.class, e -> assertThat(e.kind()).isEqualTo(QwenVlException.Kind.CANCELLED));
        script.always().says("Yes.");
        assertThat(script.model().ask("Is there room again?").text()).isEqualTo("Yes.");
    }

    @Test
    void tokensAreCountedBeforeAsking() {
        assertThat(model.tokens(question()))
                .isEqualTo(model.inspection().tokens(Dialogue.of(question())))
                .isEqualTo(model.ask(question(), SHORT).usage().promptTokens());
    }

    @Test
    void optionsHaveProbabilitiesAndTheNextTokenHasLogits() {
        assertThat(model.decide(QUESTION, List.of("yes", "no"), Picture.of(SCENE))
                        .options())
                .satisfies(options -> assertThat(options.stream()
                                .mapToDouble(option -> option.probability())
                                .sum())
                        .isCloseTo(1, within(1e-9)));
        Inspection inside = model.inspection();
        float[] logits = inside.logits(question());
        Answer answer = model.ask(question(), AnswerOptions.greedy(1).withAlternatives(1));
        int first = answer.ids().get(0);
        assertThat(logits).hasSize(inside.vocabulary());
        assertThat(IntStream.range(0, logits.length).boxed().max((a, b) -> Float.compare(logits[a], logits[b])))
                .contains(first);
        double sum = IntStream.range(0, logits.length)
                .mapToDouble(id -> Math.exp(logits[id] - logits[first]))
                .sum();
        assertThat(answer.likelihoods().get(0).chosen().logprob()).isCloseTo(-Math.log(sum), within(1e-4));
        assertThat(inside.text(first)).isEqualTo(answer.text());
        assertThat(inside.text(inside.ids(QUESTION))).isEqualTo(QUESTION);
    }

    @Test
    void hiddenStatesHaveARowForEachToken() {
        HiddenStates states = model.inspection().hiddenStates(question());
        assertThat(states.rows()).isEqualTo(model.tokens(question()));
        assertThat(states.values()).hasSize(states.rows() * states.size());
        assertThat(states.row(states.rows() - 1)).isNotEqualTo(states.row(0));
        assertThat(states.row(0)).isNotEqualTo(new float[states.size()]);
        assertThatThrownBy(() -> states.row(states.rows())).isInstanceOf(QwenVlException.class);
        HiddenStates other = model.inspection().hiddenStates(Message.user("Nothing?", Picture.of(SCENE)));
        assertThat(other.row(other.rows() - 1)).isNotEqualTo(states.row(states.rows() - 1));
        assertThatThrownBy(() -> script.model().inspection().hiddenStates(Message.user("?")))
                .hasMessageContaining("no reply");
    }

    /** Digits, as a program of somebody else would rule out everything else. */
    private record OnlyDigits(boolean[] digits) implements LogitsConstraint {

        static AnswerFormat of(Inspection inside) {
            boolean[] digits = new boolean[inside.vocabulary()];
            for (int id = 0; id < digits.length; id++) {
                digits[id] = new String(inside.bytes(id), StandardCharsets.US_ASCII).matches("[0-9]+");
            }
            return AnswerFormat.constrained(() -> new OnlyDigits(digits));
        }

        @Override
        public void apply(float[] logits) {
            for (int id = 0; id < logits.length; id++) {
                logits[id] = digits[id] ? logits[id] : Float.NEGATIVE_INFINITY;
            }
        }

        @Override
        public void accept(int id) {
            // every digit may follow every other
        }
    }

    @Test
    void aConstraintOfOnesOwnRulesOutTokens() {
        Answer answer = model.ask(question(), AnswerOptions.greedy(5).withFormat(OnlyDigits.of(model.inspection())));
        assertThat(answer.text()).matches("[0-9]+");
        assertThat(answer.ids()).hasSize(5);
    }

    @Test
    void picturesComeFromASourceOfOnesOwnAndOpeningTellsItsProgress() {
        ImageSource bucket = new ImageSource() {
            @Override
            public boolean serves(String address) {
                return address.startsWith("s3:");
            }

            @Override
            public byte[] read(String address, ImageLimits limits) throws IOException {
                if (!address.equals("s3:pictures/scene.png")) {
                    throw new IOException("does not exist");
                }
                return Files.readAllBytes(SCENE);
            }
        };
        List<long[]> progress = new ArrayList<>();
        ImageLoader images = new ImageLoader(ImageLimits.DEFAULT, ExifOrientation.APPLY, List.of(bucket));
        OpenOptions options = OpenOptions.defaults()
                .withImages(images)
                .withProgress((loaded, total) -> progress.add(new long[] {loaded, total}));
        try (QwenVl other = QwenVl.open(BuiltInModel.directory(), options)) {
            assertThat(other.ask(QUESTION, "s3:pictures/scene.png").text())
                    .isEqualTo(model.ask(QUESTION, SCENE.toString()).text());
            assertThatThrownBy(() -> other.ask(QUESTION, "s3:pictures/none.png"))
                    .hasMessageContaining("s3:pictures/none.png")
                    .hasMessageContaining("does not exist");
            assertThatThrownBy(() -> other.ask(QUESTION, SCENE.toString())).isInstanceOf(QwenVlException.class);
        }
        assertThat(progress).isNotEmpty();
        assertThat(progress).allSatisfy(step -> assertThat(step[0]).isLessThanOrEqualTo(step[1]));
        assertThat(Arrays.equals(progress.get(progress.size() - 1), new long[] {total(progress), total(progress)}))
                .isTrue();
    }

    private static long total(List<long[]> progress) {
        return progress.get(0)[1];
    }
}
