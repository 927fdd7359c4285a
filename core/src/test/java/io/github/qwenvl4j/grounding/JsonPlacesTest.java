package io.github.qwenvl4j.grounding;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Places in answers that are JSON, or have JSON in them. */
class JsonPlacesTest {

    private static final String TWO = "[\n\t{\"bbox_2d\": [10, 20, 300, 400], \"label\": \"a dog\"},\n"
            + "\t{\"label\": \"狗\", \"colour\": \"brown {dark}\", \"bbox_2d\": [5,6,7,8]}\n]";

    private static List<Region> regions(String text) {
        GroundedText grounded = GroundingForm.JSON.parse(text);
        assertThat(grounded.text()).isEqualTo(text);
        return grounded.regions();
    }

    @ParameterizedTest
    @ValueSource(strings = {"%s", "```json\n%s\n```", "Here \"you {are:\n%s\nThat's all } \"", "{\"found\": %s}"})
    void boxesWithTheirLabels(String around) {
        List<Region> regions = regions(around.formatted(TWO));
        assertThat(regions).extracting(Region::label).containsExactly("a dog", "狗");
        assertThat(regions)
                .extracting(Region::marks)
                .containsExactly(List.of(new Box(10, 20, 300, 400)), List.of(new Box(5, 6, 7, 8)));
    }

    @Test
    void aPointIsABoxWithoutArea() {
        List<Region> regions = regions("{\"point_2d\": [120, 999], \"label\": \"person\", \"role\": \"guest\"}");
        assertThat(regions).hasSize(1);
        assertThat(regions.get(0).boxes()).containsExactly(new Box(120, 999, 120, 999));
        assertThat(regions.get(0).label()).isEqualTo("person");
    }

    @Test
    void linesOfTextHaveTheirContentAsLabel() {
        List<Region> regions = regions("[{\"bbox_2d\": [1, 2, 3, 4], \"text_content\": \"EXIT \\\"2\\\"\"}]");
        assertThat(regions).extracting(Region::label).containsExactly("EXIT \\\"2\\\"");
    }

    @Test
    void theWholeObjectsOfACutAnswer() {
        String cut = TWO.substring(0, TWO.indexOf("brown"));
        assertThat(regions(cut)).extracting(Region::label).containsExactly("a dog");
    }

    @Test
    void numbersOutOfRangeAndCornersInAnyOrder() {
        assertThat(regions("{\"bbox_2d\": [300.7, -4, 10, 2000]}").get(0).boxes())
                .containsExactly(new Box(10, 0, 300, 1000));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no places",
                "{\"bbox_2d\": [1, 2, 3]}",
                "{\"bbox_2d\": \"none\"}",
                "bbox_2d: [1, 2, 3, 4]",
                "{\"bbox_2d\": [1, 2, 3, 4], \"label\": \"open"
            })
    void whatNamesNoPlace(String text) {
        assertThat(regions(text)).isEmpty();
    }

    /** An object is complete before the one around it. */
    @Test
    void whatIsSettledStaysWhileTheTextGrows() {
        String text = "{\"label\": \"car\", \"parts\": [{\"bbox_2d\": [1, 2, 3, 4], \"label\": \"wheel\"}, "
                + "{\"bbox_2d\": [5, 6, 7, 8], \"label\": \"door\"}], \"bbox_2d\": [0, 0, 9, 9]}";
        List<Region> last = List.of();
        for (int end = 0; end <= text.length(); end++) {
            List<Region> now = GroundingForm.JSON.settled(GroundingForm.JSON.parseGrowing(text.substring(0, end)));
            assertThat(now).containsAll(last);
            last = now;
        }
        assertThat(last).extracting(Region::label).containsExactly("car", "wheel", "door");
    }
}
