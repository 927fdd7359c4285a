package io.github.qwenvl4j.cli.picture;

import java.awt.image.BufferedImage;
import java.util.Base64;

/** iTerm2's inline images: a PNG in base64. */
final class ITerm2 {

    private ITerm2() {}

    static String encode(BufferedImage picture) {
        byte[] png = Shrink.png(picture);
        return "\033]1337;File=inline=1;size=" + png.length + ";width=" + picture.getWidth() + "px:"
                + Base64.getEncoder().encodeToString(png) + "\007\n";
    }
}
