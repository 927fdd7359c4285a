package io.github.qwenvl4j.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.qwenvl4j.Answer;
import io.github.qwenvl4j.AnswerFormat;
import io.github.qwenvl4j.OpenOptions;
import io.github.qwenvl4j.QwenVl;
import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.image.ImageLoader;
import io.github.qwenvl4j.image.ImageSize;
import io.github.qwenvl4j.image.Picture;
import io.github.qwenvl4j.prompt.Message;
import io.github.qwenvl4j.task.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows of the built-in model equal what it answers when it is asked one by one. */
class PictureLabellerTest {

    private static final Path SCENE = Path.of(System.getProperty("qwenvl.root"), "examples", "scene.png");
    private static final LabelSpec SPEC = LabelSpec.parse("""
            max-new-tokens: 24
            questions:
              - {id: where, task: "find:the brown heart"}
              - {id: colour, ask: "What colour is the heart?", choices: [red, brown]}
              - {id: form, ask: Describe it., schema: {type: object, properties: {n: {enum: [1, 2]}}, required: [n], additionalProperties: false}}
            """);

    private static PictureLabeller labeller;

    @BeforeAll
    static void open() {
        labeller = PictureLabeller.open(SPEC, OpenOptions.defaults());
    }

    @AfterAll
    static void close() {
        labeller.close();
    }

    @Test
    void answersAreThoseOfTheModelAloneWithBoxesInPixels() {
        List<LabelRow> rows =
                labeller.submit(LabelItem.at("a", SCENE.toString())).join();
        assertThat(rows).extracting(LabelRow::question).containsExactly("where", "colour", "form");
        try (QwenVl model = QwenVl.open()) {
            Picture picture = Picture.of(SCENE);
            Task find = new Task.Find("the brown heart");
            Answer where = find.answer(
                    model, picture, model.defaults().withTemperature(0).withMaxNewTokens(24));
            LabelAnswer labelled = rows.get(0).answer().orElseThrow();
            assertThat(labelled.text()).isEqualTo(where.text());
            assertThat(labelled.boxes()).hasSize(1);
            assertThat(labelled.boxes().get(0).label()).isEqualTo("the brown heart");
            ImageSize size = picture.size(ImageLoader.standard());
            assertThat(labelled.boxes().get(0).x1())
                    .isEqualTo(where.grounded()
                            .boxes()
                            .get(0)
                            .toPixels(size.width(), size.height())
                            .x1());
            var decision = model.decide("What colour is the heart?", List.of("red", "brown"), picture);
            assertThat(rows.get(1).answer().orElseThrow().probabilities().get("brown"))
                    .isCloseTo(decision.options().get(1).probability(), Offset.offset(1e-4));
            Answer form = model.ask(
                    Message.user("Describe it.", picture),
                    model.defaults()
                            .withTemperature(0)
                            .withMaxNewTokens(24)
                            .withFormat(AnswerFormat.jsonSchema(((AnswerFormat.JsonSchema)
                                            SPEC.question("form").format())
                                    .text())));
            assertThat(rows.get(2).answer().orElseThrow().value().orElseThrow().toString())
                    .isEqualTo(form.text());
        }
    }

    @Test
    void equalPicturesHaveRowsOfTheirOwnAndAreComputedOnce() {
        CompletableFuture<List<LabelRow>> first = labeller.submit(LabelItem.at("one", SCENE.toString()));
        CompletableFuture<List<LabelRow>> second = labeller.submit(LabelItem.at("two", SCENE.toString()));
        for (int i = 0; i < 3; i++) {
            LabelRow one = first.join().get(i);
            LabelRow two = second.join().get(i);
            assertThat(one.answer()).isPresent().containsSame(two.answer().orElseThrow());
            assertThat(one.key()).isNotEqualTo(two.key());
            assertThat(one.source()).isEqualTo("one");
        }
    }

    @Test
    void aPictureThatCannotBeUsedHasRowsThatNameIt() throws IOException {
        byte[] cut = Arrays.copyOf(Files.readAllBytes(SCENE), 3000);
        for (String name : List.of("x.png", "y.png")) {
            assertThat(labeller.submit(LabelItem.of(name, cut)).join())
                    .hasSize(3)
                    .allSatisfy(row -> {
                        assertThat(row.failure())
                                .contains(
                                        new LabelFailure("IMAGE", "image " + name + " is a PNG file that ends early"));
                        assertThat(row.sha256()).isNotEmpty();
                    });
        }
        assertThat(labeller.submit(LabelItem.at("z", "/no/such.png")).join())
                .hasSize(3)
                .allSatisfy(row -> assertThat(row.failure().orElseThrow().message())
                        .isEqualTo("image /no/such.png does not exist"));
    }

    @Test
    void pagesThatNobodyWouldLookAtAreAnError(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("scan");
        try (PDDocument document = new PDDocument()) {
            document.addPage(new PDPage());
            document.addPage(new PDPage());
            document.save(file.toFile());
        }
        assertThat(labeller.submit(LabelItem.at("a", file.toString())).join())
                .hasSize(3)
                .allSatisfy(row -> assertThat(row.failure().orElseThrow().message())
                        .isEqualTo("image a is a document of 2 pages: add #page=N to its address, or end it in .pdf"));
        assertThat(labeller.submit(LabelItem.at("a", file + "#page=2")).join())
                .hasSize(3)
                .allSatisfy(row -> assertThat(row.answer()).isPresent());
    }

    @Test
    void onlyWantedRowsAreMade() {
        String known = labeller.submit(LabelItem.at("a", SCENE.toString()))
                .join()
                .get(1)
                .key();
        assertThat(labeller.submit(LabelItem.at("a", SCENE.toString()), key -> !key.equals(known))
                        .join())
                .extracting(LabelRow::question)
                .containsExactly("where", "form");
    }

    @Test
    void aFormThatCannotBeKeptIsRefusedBeforeTheFirstPicture() {
        LabelSpec spec = LabelSpec.parse("questions: [{id: bad, ask: b, schema: {not: {type: string}}}]");
        assertThatThrownBy(
                        () -> PictureLabeller.open(spec, OpenOptions.defaults()).close())
                .isInstanceOf(QwenVlException.class)
                .hasMessageStartingWith("question bad: ");
    }
}
