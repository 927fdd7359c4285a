package io.github.qwenvl4j.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.qwenvl4j.Answer;
import io.github.qwenvl4j.QwenVl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** However the camera was held, the model sees the upright picture, and its boxes are about that one. */
class UprightAnswersTest {

    private static final Path SCENE = Path.of(System.getProperty("qwenvl.root"), "examples", "scene.png");
    private static final String QUESTION = "Where is the brown heart?";
    private static QwenVl model;

    @TempDir
    Path folder;

    @BeforeAll
    static void open() {
        model = QwenVl.open();
    }

    @AfterAll
    static void close() {
        model.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void everyOrientationGivesTheAnswerOfTheUprightPicture(int orientation) throws IOException {
        Path turned = Files.write(folder.resolve("turned.png"), held(orientation));
        Answer upright = model.ask(QUESTION, SCENE.toString());
        Answer answer = model.ask(QUESTION, turned.toString());

        assertThat(upright.grounded().regions()).isNotEmpty();
        assertThat(answer.text()).isEqualTo(upright.text());
        assertThat(answer.grounded().regions()).isEqualTo(upright.grounded().regions());
    }

    @Test
    void withoutTheTagTheAnswerIsAnother() throws IOException {
        byte[] file = held(6);
        int tag = MadeFiles.indexOf(file, "eXIf") + 4 + 18;
        Path untagged = Files.write(folder.resolve("untagged.png"), MadeFiles.patched(file, tag, 0, 1));

        assertThat(model.ask(QUESTION, untagged.toString()).text())
                .isNotEqualTo(model.ask(QUESTION, SCENE.toString()).text());
    }

    /** The scene as a camera stores it that is held so that {@code orientation} undoes it. */
    private static byte[] held(int orientation) {
        int undone = orientation == 6 || orientation == 8 ? 14 - orientation : orientation;
        RgbImage stored = new Orientation(undone).apply(ImageLoader.standard().load(SCENE.toString()));
        int rowBytes = 3 * stored.width();
        byte[] rows = new byte[(rowBytes + 1) * stored.height()];
        for (int y = 0; y < stored.height(); y++) {
            System.arraycopy(stored.pixels(), rowBytes * y, rows, (rowBytes + 1) * y + 1, rowBytes);
        }
        byte[] exif = MadeFiles.chunk("eXIf", MadeFiles.exif(orientation));
        return MadeFiles.png(stored.width(), stored.height(), 8, 2, rows, exif);
    }
}
