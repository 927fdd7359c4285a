package io.github.qwenvl4j;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.qwenvl4j.grounding.Box;
import io.github.qwenvl4j.grounding.Region;
import io.github.qwenvl4j.hub.BuiltInModel;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Sense, not only numbers: the built-in model finds what is asked for in the example picture, in every precision. */
class BuiltInAnswersTest {

    private static final String SCENE =
            Path.of(System.getProperty("qwenvl.root"), "examples", "scene.png").toString();
    private static final Box HEART = new Box(368, 228, 591, 456); // as it was drawn

    @ParameterizedTest
    @EnumSource(Precision.class)
    void theHeartIsFoundInEnglishAndInChinese(Precision precision) {
        try (QwenVl model =
                QwenVl.open(BuiltInModel.directory(), OpenOptions.defaults().withPrecision(precision))) {
            heartIsFound(model.ask("Where is the brown heart?", SCENE), "the brown heart");
            heartIsFound(model.ask("棕色心形在哪里？", SCENE), "棕色心形");
        }
    }

    private static void heartIsFound(Answer answer, String name) {
        List<Region> regions = answer.grounded().regions();
        assertThat(regions).extracting(Region::label).containsExactly(name);
        assertThat(regions.get(0).boxes())
                .hasSize(1)
                .allSatisfy(box -> assertThat(overlap(box, HEART)).isGreaterThan(0.5));
    }

    /** Intersection over union. */
    private static double overlap(Box a, Box b) {
        double width = Math.max(0, Math.min(a.x2(), b.x2()) - Math.max(a.x1(), b.x1()));
        double height = Math.max(0, Math.min(a.y2(), b.y2()) - Math.max(a.y1(), b.y1()));
        return width * height / (area(a) + area(b) - width * height);
    }

    private static double area(Box box) {
        return (double) (box.x2() - box.x1()) * (box.y2() - box.y1());
    }
}
