package io.github.qwenvl4j.train.scenes;

import java.awt.Font;
import java.awt.FontFormatException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The fonts of signs. They are part of this module, so that every machine draws the same scenes. */
public final class SignFonts {

    private static final List<String> HAN =
            List.of("NotoSansSC-Regular.otf", "NotoSansSC-Bold.otf", "NotoSerifSC-Bold.otf");
    private static final List<String> LATIN = List.of(
            "DejaVuSans.ttf",
            "DejaVuSans-Bold.ttf",
            "DejaVuSansCondensed-Bold.ttf",
            "DejaVuSansMono-Bold.ttf",
            "DejaVuSerif-Bold.ttf",
            "NotoSansSC-Regular.otf",
            "NotoSansSC-Bold.otf",
            "NotoSerifSC-Bold.otf");
    private static final Map<String, Font> FONTS = load();

    private SignFonts() {}

    /** The names of the fonts that contain every character of {@code text}. */
    public static List<String> namesFor(String text) {
        return text.chars().allMatch(c -> c < 128) ? LATIN : HAN;
    }

    public static Font of(String name) {
        return FONTS.get(name);
    }

    private static Map<String, Font> load() {
        Map<String, Font> fonts = new LinkedHashMap<>();
        for (String name : LATIN) {
            try (InputStream in = SignFonts.class.getResourceAsStream("fonts/" + name)) {
                fonts.put(name, Font.createFont(Font.TRUETYPE_FONT, in).deriveFont(100f));
            } catch (IOException e) {
                throw new UncheckedIOException("font " + name, e);
            } catch (FontFormatException e) {
                throw new IllegalStateException("font " + name, e);
            }
        }
        return Map.copyOf(fonts);
    }
}
