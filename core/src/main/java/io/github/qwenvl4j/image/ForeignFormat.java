package io.github.qwenvl4j.image;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Guesses the format of a file that is not a supported picture, so that the user knows what to convert. */
final class ForeignFormat {

    static final String PDF = "a PDF";

    private static final Map<String, String> BY_START = new LinkedHashMap<>();
    private static final Map<String, String> BY_BRAND = new LinkedHashMap<>();

    /** Netpbm: the digit says which kind, plain or binary; sizes or comments follow. */
    private static final Pattern NETPBM = Pattern.compile("P([1-7])\\s+[0-9#WH].*", Pattern.DOTALL);

    private static final String[] NETPBM_KINDS = {"a PBM", "a PGM", "a PPM"};

    private static final String TGA_FOOTER = "TRUEVISION-XFILE.\0";
    private static final int TGA_HEADER = 18;

    static {
        BY_START.put("II*\0", "a TIFF");
        BY_START.put("MM\0*", "a TIFF");
        BY_START.put("II+\0", "a TIFF");
        BY_START.put("MM\0+", "a TIFF");
        BY_START.put("II\u00bc", "a JPEG XR");
        BY_START.put("%PDF", PDF);
        BY_START.put("%!PS", "a PostScript file");
        BY_START.put("8BPS", "a Photoshop file");
        BY_START.put("PK\3\4", "a ZIP archive");
        BY_START.put("\u001f\u008b", "a gzip archive");
        BY_START.put("\0\0\1\0", "an icon");
        BY_START.put("icns", "an icon");
        BY_START.put("\u00ff\n", "a JPEG XL");
        BY_START.put("\0\0\0\fJXL ", "a JPEG XL");
        BY_START.put("\0\0\0\fjP  ", "a JPEG 2000");
        BY_START.put("\u00ffO\u00ffQ", "a JPEG 2000");
        BY_START.put("SIMPLE  =", "a FITS file");
        BY_START.put("qoif", "a QOI");
        BY_START.put("v/1\1", "an OpenEXR");
        BY_START.put("#?RADIANCE", "a Radiance HDR");
        BY_START.put("DDS ", "a DDS texture");
        BY_START.put("\n\5\1", "a PCX");
        BY_START.put("\u001aE\u00df\u00a3", "a video");
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
        Matcher netpbm = NETPBM.matcher(start);
        if (netpbm.matches()) {
            int digit = start.charAt(1) - '0';
            return digit == 7 ? "a PAM" : NETPBM_KINDS[(digit - 1) % 3];
        }
        return isTga(file) ? "a TGA" : textOrUnknown(start);
    }

    private static String textOrUnknown(String start) {
        String lower = start.toLowerCase(Locale.ROOT);
        if (lower.contains("<svg")) {
            return "an SVG";
        }
        if (lower.contains("<html") || lower.contains("<!doctype html")) {
            return "an HTML page";
        }
        return start.chars().allMatch(c -> c >= ' ' || Character.isWhitespace(c)) ? "text" : "of an unknown kind";
    }

    /** Recognised by the footer of newer files, or by a header whose fields are all plausible. */
    private static boolean isTga(byte[] file) {
        int footer = Math.max(0, file.length - TGA_FOOTER.length());
        if (new String(file, footer, file.length - footer, StandardCharsets.ISO_8859_1).equals(TGA_FOOTER)) {
            return true;
        }
        return file.length > TGA_HEADER
                && (file[1] == 0 || file[1] == 1)
                && Set.of(1, 2, 3, 9, 10, 11).contains((int) file[2])
                && (file[12] | file[13]) != 0
                && (file[14] | file[15]) != 0
                && Set.of(8, 15, 16, 24, 32).contains((int) file[16]);
    }
}
