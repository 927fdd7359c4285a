package io.github.qwenvl4j.image;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Says what a file that is no picture we read seems to be, so that the person knows what to convert. */
final class ForeignFormat {

    private static final Map<String, String> BY_START = new LinkedHashMap<>();
    private static final Map<String, String> BY_BRAND = new LinkedHashMap<>();

    static {
        BY_START.put("II*\0", "a TIFF");
        BY_START.put("MM\0*", "a TIFF");
        BY_START.put("%PDF", "a PDF");
        BY_START.put("8BPS", "a Photoshop file");
        BY_START.put("PK\3\4", "a ZIP archive");
        BY_START.put("\u001f\u008b", "a gzip archive");
        BY_START.put("\0\0\1\0", "an icon");
        BY_START.put("\u00ff\n", "a JPEG XL");
        BY_START.put("\0\0\0\fJXL ", "a JPEG XL");
        BY_START.put("\0\0\0\fjP  ", "a JPEG 2000");
        BY_START.put("SIMPLE  =", "a FITS file");
        BY_BRAND.put("ftypavi", "an AVIF");
        BY_BRAND.put("ftyphe", "a HEIC");
        BY_BRAND.put("ftypmif", "a HEIC");
        BY_BRAND.put("ftyp", "a video");
    }

    private ForeignFormat() {}

    static String of(byte[] file) {
        String start = new String(file, 0, Math.min(file.length, 512), StandardCharsets.ISO_8859_1);
        for (Map.Entry<String, String> known : BY_START.entrySet()) {
            if (start.startsWith(known.getKey())) {
                return known.getValue();
            }
        }
        for (Map.Entry<String, String> known : BY_BRAND.entrySet()) {
            if (start.startsWith(known.getKey(), 4)) {
                return known.getValue();
            }
        }
        String lower = start.toLowerCase(Locale.ROOT);
        if (lower.contains("<svg")) {
            return "an SVG";
        }
        if (lower.contains("<html") || lower.contains("<!doctype html")) {
            return "an HTML page";
        }
        return start.chars().allMatch(c -> c >= ' ' || Character.isWhitespace(c)) ? "text" : "of an unknown kind";
    }
}
