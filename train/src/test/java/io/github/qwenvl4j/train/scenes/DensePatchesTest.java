package io.github.qwenvl4j.train.scenes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class DensePatchesTest {

    @Test
    void aPatchUnderTheMiddleOfALoneObjectHasItsClassAndBox() {
        SceneOptions options = SceneOptions.objects().withObjects(1, 1).withSides(200, 400);
        int found = 0;
        for (long seed = 0; seed < 100; seed++) {
            Scene scene = new SceneGenerator(options).generate(seed);
            SceneObject object = scene.objects().get(0);
            if (object.shape() == ShapeName.TRIANGLE || object.box().width() * 6 < scene.width()) {
                continue;
            }
            found++;
            DensePatches dense = DensePatches.of(scene, 12);
            int row = (int) (object.box().centreY() * 12 / scene.height());
            int column = (int) (object.box().centreX() * 12 / scene.width());
            int patch = row * 12 + column;
            assertThat(dense.colour()[patch]).isEqualTo(1 + object.colour().ordinal());
            assertThat(dense.shape()[patch]).isEqualTo(1 + object.shape().ordinal());
            assertThat(dense.boxes()[patch * 4]).isEqualTo((float) (object.box().left() / scene.width()));
            assertThat(dense.boxes()[patch * 4 + 3])
                    .isEqualTo((float) (object.box().bottom() / scene.height()));
        }
        assertThat(found).isGreaterThan(20);
    }

    @Test
    void everyCharacterOfASignIsNotedOnAFineGrid() {
        SceneOptions options = SceneOptions.objects().withObjects(1, 1).withSigns(1, 1);
        for (long seed = 0; seed < 50; seed++) {
            Scene scene = new SceneGenerator(options).generate(seed);
            DensePatches dense = DensePatches.of(scene, 32);
            int[] noted = dense.characters();
            scene.signs()
                    .get(0)
                    .text()
                    .codePoints()
                    .forEach(character -> assertThat(noted).contains(Alphabet.classOf(character)));
            assertThat(Arrays.stream(dense.signs()).sum()).isPositive();
            assertThat(Arrays.stream(noted).max().orElse(0)).isLessThan(Alphabet.classCount());
        }
    }
}
