package io.github.qwenvl4j.cli.picture;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PictureProtocolTest {

    @ParameterizedTest
    @CsvSource({
        "KITTY, TERM=xterm-kitty",
        "KITTY, KITTY_WINDOW_ID=1 TERM=xterm-256color",
        "KITTY, TERM=xterm-ghostty",
        "ITERM2, TERM_PROGRAM=iTerm.app TERM=xterm-256color",
        "ITERM2, LC_TERMINAL=iTerm2 TERM=xterm-256color",
        "ITERM2, TERM_PROGRAM=WezTerm",
        "SIXEL, TERM=foot",
        "SIXEL, TERM=xterm-sixel",
        "SIXEL, TERM=mlterm",
        "'', TERM=xterm-256color",
        "'', TERM=dumb",
        "'', TERM=screen-256color KITTY_WINDOW_ID=1",
        "'', TMUX=/tmp/x KITTY_WINDOW_ID=1",
        "'', HOME=/root"
    })
    void terminalsAreKnownByTheirVariables(String expected, String variables) {
        Map<String, String> environment = new HashMap<>();
        for (String variable : variables.split(" ")) {
            environment.put(variable.split("=")[0], variable.split("=")[1]);
        }
        assertThat(PictureProtocol.detect(environment))
                .isEqualTo(expected.isEmpty() ? Optional.empty() : Optional.of(PictureProtocol.valueOf(expected)));
    }

    /** Red on the left, blue on the right. */
    private static BufferedImage flag(int width, int height) {
        BufferedImage flag = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                flag.setRGB(x, y, (x < width / 2 ? Color.RED : Color.BLUE).getRGB());
            }
        }
        return flag;
    }

    private static void assertFlag(String base64, int width, int height) throws IOException {
        BufferedImage shown =
                ImageIO.read(new ByteArrayInputStream(Base64.getDecoder().decode(base64)));
        assertThat(shown.getWidth()).isEqualTo(width);
        assertThat(shown.getHeight()).isEqualTo(height);
        assertThat(shown.getRGB(0, 0)).isEqualTo(Color.RED.getRGB());
        assertThat(shown.getRGB(width - 1, height - 1)).isEqualTo(Color.BLUE.getRGB());
    }

    @Test
    void kittyGetsAPngInPieces() throws IOException {
        BufferedImage noise = new BufferedImage(100, 80, BufferedImage.TYPE_INT_RGB);
        Arrays.setAll(((java.awt.image.DataBufferInt) noise.getRaster().getDataBuffer()).getData(), i -> i * 7919);
        String written = PictureProtocol.KITTY.encode(noise);
        Matcher pieces = Pattern.compile("\033_G([^;]*);([^\033]*)\033\\\\").matcher(written);
        StringBuilder data = new StringBuilder();
        int count = 0;
        while (pieces.find()) {
            assertThat(pieces.group(1))
                    .isEqualTo((count == 0 ? "a=T,f=100,q=2," : "")
                            + (pieces.group(2).length() == 4096 ? "m=1" : "m=0"));
            data.append(pieces.group(2));
            count++;
        }
        assertThat(count).isGreaterThan(1);
        BufferedImage shown =
                ImageIO.read(new ByteArrayInputStream(Base64.getDecoder().decode(data.toString())));
        assertThat(shown.getRGB(99, 79)).isEqualTo(noise.getRGB(99, 79));
    }

    @Test
    void iTerm2GetsAPngOfKnownSize() throws IOException {
        String written = PictureProtocol.ITERM2.encode(flag(40, 20));
        Matcher file = Pattern.compile("\033\\]1337;File=inline=1;size=(\\d+);width=40px:([^\007]*)\007\n")
                .matcher(written);
        assertThat(file.matches()).isTrue();
        assertThat(Base64.getDecoder().decode(file.group(2))).hasSize(Integer.parseInt(file.group(1)));
        assertFlag(file.group(2), 40, 20);
    }

    @Test
    void largePicturesAreMadeSmaller() throws IOException {
        String written = PictureProtocol.ITERM2.encode(flag(2880, 960));
        assertFlag(written.replaceAll("(?s).*:|\007\n", ""), 720, 240);
    }

    /** 10 x 8: two bands; 5 red pixels, then 5 blue ones; six rows are '~', two are 'B'. */
    @Test
    void sixelIsWrittenBandByBand() {
        String written = PictureProtocol.SIXEL.encode(flag(10, 8));
        assertThat(written)
                .startsWith("\033P0;1;0q\"1;1;10;8#0;2;0;0;0#1;2;0;0;20")
                .contains("#180;2;100;0;0");
        assertThat(written).endsWith("#5!5?!5~$#180!5~!5?$-#5!5?!5B$#180!5B!5?$-\033\\\n");
    }
}
