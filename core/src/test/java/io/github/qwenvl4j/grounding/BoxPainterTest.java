package io.github.qwenvl4j.grounding;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BoxPainterTest {

    private static final int BACKGROUND = 0xFFEEEEEE;
    private static final int BLUE = 0xFF1F77B4;
    private static final int ORANGE = 0xFFFF7F0E;

    private static BufferedImage picture(int width, int height) {
        BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = picture.createGraphics();
        graphics.setColor(new Color(BACKGROUND));
        graphics.fillRect(0, 0, width, height);
        graphics.dispose();
        return picture;
    }

    private static BufferedImage paint(String text) {
        return BoxPainter.paint(picture(400, 300), Grounding.parse(text).regions());
    }

    private static Drawing drawing(String text) {
        return Drawing.of(Grounding.parse(text).regions(), 400, 300);
    }

    @Test
    void boxEdgesAreColouredAndNothingElse() {
        BufferedImage painted = paint("<box>(250,500),(750,900)</box>");
        for (int x = 100; x <= 300; x++) {
            assertThat(painted.getRGB(x, 150)).isEqualTo(BLUE);
            assertThat(painted.getRGB(x, 270)).isEqualTo(BLUE);
        }
        for (int y = 150; y <= 270; y++) {
            assertThat(painted.getRGB(100, y)).isEqualTo(BLUE);
            assertThat(painted.getRGB(300, y)).isEqualTo(BLUE);
        }
        assertThat(painted.getRGB(200, 200)).isEqualTo(BACKGROUND);
        assertThat(painted.getRGB(90, 200)).isEqualTo(BACKGROUND);
        assertThat(painted.getRGB(200, 140)).isEqualTo(BACKGROUND);
    }

    @Test
    void quadsAndBoxesWithoutAreaAreDrawnToo() {
        BufferedImage quad = paint("<quad>(500,100),(900,500),(500,900),(100,500)</quad>");
        assertThat(quad.getRGB(280, 90)).isEqualTo(BLUE);
        assertThat(quad.getRGB(200, 150)).isEqualTo(BACKGROUND);
        assertThat(paint("<box>(500,100),(500,900)</box>").getRGB(200, 150)).isEqualTo(BLUE);
    }

    @Test
    void aRefHasOneColourAndTheNextAnother() {
        BufferedImage painted = paint("<ref>a</ref><box>(100,300),(200,400)</box> <ref>b</ref>"
                + "<box>(400,300),(500,400)</box> <ref> a</ref><box>(700,300),(800,400)</box>");
        assertThat(painted.getRGB(60, 120)).isEqualTo(BLUE);
        assertThat(painted.getRGB(180, 120)).isEqualTo(ORANGE);
        assertThat(painted.getRGB(300, 120)).isEqualTo(BLUE);
        assertThat(Palette.of(Grounding.parse("<box>(1,1),(2,2)</box> <box>(1,1),(2,2)</box>")
                        .regions()))
                .containsExactly(new Color(BLUE), new Color(ORANGE));
    }

    @Test
    void theLabelIsWhiteOnADarkPlate() {
        BufferedImage painted = paint("<ref>红色圆形</ref><box>(250,500),(750,900)</box>");
        Rectangle2D area = drawing("<ref>红色圆形</ref><box>(250,500),(750,900)</box>")
                .plates()
                .get(0)
                .area();
        assertThat(area.getMaxY()).isEqualTo(150);
        int[] plate = painted.getRGB(
                (int) area.getX() + 1, (int) area.getY() + 1, (int) area.getWidth() - 2, 14, null, 0, 400);
        assertThat(IntStream.of(plate).filter(p -> p == 0xFFFFFFFF).count()).isGreaterThan(20);
        assertThat(IntStream.of(plate)
                        .filter(p -> (p & 0xFF) > 0 && (p & 0xFF) < 0x40)
                        .count())
                .isGreaterThan(100);
    }

    @Test
    void labelsStayInsideThePicture() {
        for (String box : List.of("(0,0),(999,999)", "(0,0),(50,20)", "(950,0),(999,20)", "(950,980),(999,999)")) {
            for (String ref : List.of("cat", "a rather long label that does not fit into four hundred pixels at all")) {
                Drawing.Plate plate = drawing("<ref>" + ref + "</ref><box>" + box + "</box>")
                        .plates()
                        .get(0);
                assertThat(new Rectangle2D.Double(0, 0, 400, 300).contains(plate.area()))
                        .isTrue();
                assertThat(plate.area().contains(plate.text().getBounds2D())).isTrue();
            }
        }
    }

    @Test
    void labelsOfTheSamePlaceDoNotCoverEachOther() {
        String box = "<box>(300,300),(800,800)</box>";
        List<Drawing.Plate> plates = drawing("<ref>one</ref>" + box + " <ref>two</ref>" + box + " <ref>three</ref>"
                        + box + " <ref>four</ref>" + box)
                .plates();
        assertThat(plates).hasSize(4);
        for (Drawing.Plate a : plates) {
            assertThat(plates)
                    .filteredOn(b -> b != a && b.area().intersects(a.area()))
                    .isEmpty();
        }
    }

    @Test
    void linesAndLettersGrowWithThePicture() {
        List<Region> regions =
                Grounding.parse("<ref>cat</ref><box>(300,300),(800,800)</box>").regions();
        assertThat(Drawing.of(regions, 100, 100).lineWidth()).isEqualTo(3);
        assertThat(Drawing.of(regions, 100, 100).plates().get(0).area().getHeight())
                .isEqualTo(15 * 1.25);
        assertThat(Drawing.of(regions, 2400, 2400).lineWidth()).isEqualTo(20);
        assertThat(Drawing.of(regions, 2400, 2400).plates().get(0).area().getHeight())
                .isEqualTo(80 * 1.25);
    }

    @Test
    void thePictureGivenIsNotChanged() {
        BufferedImage picture = picture(400, 300);
        BoxPainter.paint(
                picture,
                Grounding.parse("<ref>cat</ref><box>(0,0),(999,999)</box>").regions());
        assertThat(picture.getRGB(0, 0, 400, 300, null, 0, 400)).containsOnly(BACKGROUND);
    }

    @Test
    void transparencyIsKept() {
        BufferedImage picture = new BufferedImage(40, 30, BufferedImage.TYPE_INT_ARGB);
        BufferedImage painted = BoxPainter.paint(
                picture, Grounding.parse("<box>(500,100),(999,999)</box>").regions());
        assertThat(painted.getRGB(5, 15)).isZero();
        assertThat(painted.getRGB(20, 15)).isEqualTo(BLUE);
    }
}
