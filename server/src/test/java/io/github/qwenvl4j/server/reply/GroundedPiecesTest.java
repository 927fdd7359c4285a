package io.github.qwenvl4j.server.reply;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.qwenvl4j.grounding.GroundingForm;
import io.github.qwenvl4j.server.api.RegionView;
import io.github.qwenvl4j.server.chat.PromptFacts.PictureSize;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Text and regions of an answer, however it is cut into pieces. */
class GroundedPiecesTest {

    private static final String ANSWER = "A<ref> dog</ref><box>(100,200),(300,400)</box><box>(0,0),(999,999)</box> and"
            + "<ref>文字</ref><quad>(1,2),(3,4),(5,6),(7,8)</quad>.<box>(10,10),(20,20)</box>";
    private static final String PLAIN = "A dog and文字.";

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 50, 1000})
    void piecesAddUpToTextAndRegions(int size) {
        for (boolean strip : new boolean[] {true, false}) {
            GroundedPieces pieces =
                    new GroundedPieces(strip, Optional.of(new PictureSize(2, 640, 480)), GroundingForm.TAGS);
            StringBuilder text = new StringBuilder();
            List<RegionView> regions = new ArrayList<>();
            for (int start = 0; start < ANSWER.length(); start += size) {
                take(pieces.add(ANSWER.substring(start, Math.min(ANSWER.length(), start + size))), text, regions);
            }
            take(pieces.finish(""), text, regions);
            assertThat(text.toString()).isEqualTo(strip ? PLAIN : ANSWER);
            assertRegions(regions);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 50, 1000})
    void placesInJsonComeOnceEachAndAllTextStays(int size) {
        String answer = "```json\n[{\"bbox_2d\": [100, 200, 300, 400], \"label\": \"dog\"},\n"
                + "{\"point_2d\": [5, 6], \"label\": \"cat\"}]\n```";
        GroundedPieces pieces = new GroundedPieces(true, Optional.of(new PictureSize(1, 640, 480)), GroundingForm.JSON);
        StringBuilder text = new StringBuilder();
        List<RegionView> regions = new ArrayList<>();
        for (int start = 0; start < answer.length(); start += size) {
            take(pieces.add(answer.substring(start, Math.min(answer.length(), start + size))), text, regions);
        }
        take(pieces.finish(""), text, regions);
        assertThat(text.toString()).isEqualTo(answer);
        assertThat(regions).extracting(RegionView::ref).containsExactly(Optional.of("dog"), Optional.of("cat"));
        assertThat(regions.get(0).boxes().get(0).pixels()).contains(List.of(64, 96, 192, 192));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 50, 1000})
    void anObjectAroundOthersComesOnceToo(int size) {
        String answer = "{\"label\": \"car\", \"parts\": [{\"bbox_2d\": [1, 2, 3, 4], \"label\": \"wheel\"}, "
                + "{\"bbox_2d\": [5, 6, 7, 8], \"label\": \"door\"}], \"bbox_2d\": [0, 0, 9, 9]}";
        GroundedPieces pieces = new GroundedPieces(true, Optional.empty(), GroundingForm.JSON);
        StringBuilder text = new StringBuilder();
        List<RegionView> regions = new ArrayList<>();
        for (int start = 0; start < answer.length(); start += size) {
            take(pieces.add(answer.substring(start, Math.min(answer.length(), start + size))), text, regions);
        }
        take(pieces.finish(""), text, regions);
        assertThat(regions)
                .extracting(RegionView::ref)
                .containsExactlyInAnyOrder(Optional.of("wheel"), Optional.of("door"), Optional.of("car"));
    }

    private static void take(GroundedPieces.Piece piece, StringBuilder text, List<RegionView> regions) {
        text.append(piece.text());
        regions.addAll(piece.regions());
    }

    private static void assertRegions(List<RegionView> regions) {
        assertThat(regions)
                .hasSize(3)
                .allSatisfy(region -> assertThat(region.image()).contains(2));
        RegionView dog = regions.get(0);
        assertThat(PLAIN.substring(dog.start(), dog.end())).isEqualTo(" dog");
        assertThat(dog.boxes()).hasSize(2);
        assertThat(dog.boxes().get(0).box()).containsExactly(100, 200, 300, 400);
        assertThat(dog.boxes().get(0).pixels()).contains(List.of(64, 96, 192, 192));
        RegionView words = regions.get(1);
        assertThat(words.ref()).contains("文字");
        assertThat(words.quads().get(0).quad())
                .containsExactly(List.of(1, 2), List.of(3, 4), List.of(5, 6), List.of(7, 8));
        assertThat(regions.get(2).ref()).isEmpty();
    }
}
