package io.github.qwenvl4j.grounding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.qwenvl4j.QwenVlException;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;

class GroundedImageTest {

    private static final String BOX = "<box>(100,300),(800,800)</box>";
    private static final String HOSTILE = "</script></title><img src=x onerror='alert(1)'>\"&\0\ud83d";

    @TempDir
    private Path folder;

    private static GroundedImage image(String text) {
        return image(text, BufferedImage.TYPE_INT_RGB);
    }

    private static GroundedImage image(String text, int type) {
        return new GroundedImage(new BufferedImage(120, 90, type), Grounding.parse(text));
    }

    private String written(GroundedImage image, String name) throws IOException {
        image.write(folder.resolve(name));
        return Files.readString(folder.resolve(name));
    }

    @Test
    void pngHoldsExactlyWhatIsDrawn() throws IOException {
        GroundedImage image = image("<ref>红色</ref>" + BOX);
        image.write(folder.resolve("out.PNG"));
        BufferedImage read = ImageIO.read(folder.resolve("out.PNG").toFile());
        assertThat(read.getRGB(0, 0, 120, 90, null, 0, 120))
                .isEqualTo(image.draw().getRGB(0, 0, 120, 90, null, 0, 120));
    }

    @ParameterizedTest
    @ValueSource(ints = {BufferedImage.TYPE_INT_RGB, BufferedImage.TYPE_INT_ARGB, BufferedImage.TYPE_BYTE_GRAY})
    void jpegTakesEveryKindOfPictureAndAQuality(int type) throws IOException {
        image(BOX, type).write(folder.resolve("low.jpg"), 0.1f);
        image(BOX, type).write(folder.resolve("high.jpeg"), 1f);
        assertThat(Files.size(folder.resolve("low.jpg"))).isLessThan(Files.size(folder.resolve("high.jpeg")));
        assertThat(ImageIO.read(folder.resolve("high.jpeg").toFile()).getWidth())
                .isEqualTo(120);
    }

    @Test
    void transparencyBecomesWhiteInJpeg() throws IOException {
        image("", BufferedImage.TYPE_INT_ARGB).write(folder.resolve("a.jpg"));
        assertThat(ImageIO.read(folder.resolve("a.jpg").toFile()).getRGB(5, 5)).isEqualTo(0xFFFFFFFF);
    }

    @Test
    void svgIsWellFormedWhateverTheModelSays() throws Exception {
        image("<ref>" + HOSTILE + "</ref>" + BOX).write(folder.resolve("out.svg"));
        Document svg = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(folder.resolve("out.svg").toFile());
        assertThat(svg.getElementsByTagName("title").item(0).getTextContent())
                .isEqualTo("</script></title><img src=x onerror='alert(1)'>\"&\uFFFD\uFFFD");
        assertThat(svg.getElementsByTagName("img").getLength()).isZero();
        assertThat(svg.getElementsByTagName("image")
                        .item(0)
                        .getAttributes()
                        .getNamedItem("href")
                        .getNodeValue())
                .startsWith("data:image/jpeg;base64,");
    }

    @Test
    void svgDrawsTheBoxAsAVector() throws IOException {
        assertThat(written(image(BOX), "out.svg"))
                .contains("viewBox=\"0 0 120 90\"", "stroke=\"#1f77b4\"", "d=\"M12 27L96 27L96 72L12 72L12 27Z\"");
        assertThat(written(image(BOX, BufferedImage.TYPE_INT_ARGB), "out.svg")).contains("data:image/png;base64,");
    }

    @Test
    void htmlHoldsModelTextOnlyEscaped() throws IOException {
        String page = written(image(HOSTILE + "<ref>" + HOSTILE + "</ref>" + BOX + HOSTILE), "out.html");
        assertThat(page).doesNotContain("<img src=x", "'alert", "\"&").containsOnlyOnce("</script>");
        assertThat(page.split(
                        "&lt;/script&gt;&lt;/title&gt;&lt;img src=x onerror=&#39;alert\\(1\\)&#39;&gt;&quot;&amp;", -1))
                .hasSize(5);
    }

    @Test
    void htmlTiesTheRefToItsMarks() throws IOException {
        String page = written(image("a <ref>cat</ref>" + BOX + BOX + " and " + BOX), "out.html");
        assertThat(page)
                .contains("data-region=\"0\" style=\"border-color: #1f77b4\">cat</mark> and <mark")
                .contains("data-region=\"1\" style=\"border-color: #ff7f0e\">□</mark>")
                .doesNotContain("src=\"http", "href=", "url(", "@import");
    }

    @ParameterizedTest
    @ValueSource(strings = {"out.gif", "out", "out.png.bak", ".hidden"})
    void anUnknownEndingIsRefusedWithTheOnesThatWork(String name) {
        assertThatThrownBy(() -> image(BOX).write(folder.resolve(name)))
                .isInstanceOf(QwenVlException.class)
                .hasMessage("cannot write " + folder.resolve(name)
                        + ": the name must end in .png, .jpg, .jpeg, .svg, .html or .htm");
    }

    @Test
    void aQualityOutOfRangeIsRefused() {
        assertThatThrownBy(() -> image(BOX).write(folder.resolve("a.jpg"), 1.5f))
                .hasMessage("JPEG quality must lie in 0..1, not 1.5");
        assertThatThrownBy(() -> image(BOX).write(folder.resolve("a.jpg"), Float.NaN))
                .isInstanceOf(QwenVlException.class);
    }

    @Test
    void aFileIsReplacedWholeAndNothingIsLeftBeside() throws IOException {
        Path file = Files.writeString(folder.resolve("out.png"), "old");
        image(BOX).write(file);
        assertThat(ImageIO.read(file.toFile())).isNotNull();
        assertThat(folder).isDirectoryContaining(path -> path.equals(file));
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void aFolderThatDoesNotExistIsNamed() {
        Path file = folder.resolve("missing/out.png");
        assertThatThrownBy(() -> image(BOX).write(file))
                .isInstanceOf(QwenVlException.class)
                .hasMessage(file + ": cannot be written: no such folder");
    }
}
