package io.github.qwenvl4j.cli.picture;

import java.awt.image.BufferedImage;
import java.util.Base64;

/** Kitty's graphics protocol: a PNG in base64, in chunks of at most 4096 characters. */
final class Kitty {

    private static final int PIECE = 4096;

    private Kitty() {}

    static String encode(BufferedImage picture) {
        String data = Base64.getEncoder().encodeToString(Shrink.png(picture));
        StringBuilder out = new StringBuilder();
        for (int start = 0; start < data.length(); start += PIECE) {
            int end = Math.min(data.length(), start + PIECE);
            out.append("\033_G")
                    .append(start == 0 ? "a=T,f=100,q=2," : "")
                    .append(end < data.length() ? "m=1;" : "m=0;")
                    .append(data, start, end)
                    .append("\033\\");
        }
        return out.append('\n').toString();
    }
}
