package io.github.qwenvl4j.grounding;

import java.awt.geom.Path2D;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Outlines and widths from a TrueType file: tables {@code head}, {@code hhea}, {@code hmtx}, {@code loca}, {@code glyf}
 * and a format 12 {@code cmap}, simple glyphs only, as in the OpenType specification. Supports only what the embedded
 * font uses. Thread-safe.
 */
final class GlyphFile {

    private static final int TABLE_RECORD = 16;
    private static final int ON_CURVE = 0x01;
    private static final int REPEAT = 0x08;
    private static final int X_SHORT = 0x02;
    private static final int X_SAME_OR_POSITIVE = 0x10;

    private final ByteBuffer file;
    private final Map<String, Integer> tables = new HashMap<>();
    private final TreeMap<Integer, int[]> characterGroups = new TreeMap<>();
    private final int unitsPerEm;
    private final int widths;

    GlyphFile(byte[] bytes) {
        file = ByteBuffer.wrap(bytes);
        for (int i = 0, record = 12; i < file.getShort(4); i++, record += TABLE_RECORD) {
            tables.put(new String(bytes, record, 4, StandardCharsets.US_ASCII), file.getInt(record + 8));
        }
        unitsPerEm = unsigned(table("head") + 18);
        widths = unsigned(table("hhea") + 34);
        readCharacterMap();
    }

    int unitsPerEm() {
        return unitsPerEm;
    }

    /** The glyph of a character; 0 if the font has none. */
    int glyph(int codePoint) {
        Map.Entry<Integer, int[]> group = characterGroups.floorEntry(codePoint);
        boolean found = group != null && codePoint <= group.getValue()[0];
        return found ? group.getValue()[1] + codePoint - group.getKey() : 0;
    }

    /** The advance width of a glyph, in font units. */
    int advance(int glyph) {
        return unsigned(table("hmtx") + 4 * Math.min(glyph, widths - 1));
    }

    /** A glyph's outline in font units, y upwards from the baseline. */
    Path2D outline(int glyph) {
        Path2D path = new Path2D.Double(Path2D.WIND_NON_ZERO);
        int loca = table("loca") + 4 * glyph;
        int at = table("glyf") + file.getInt(loca);
        if (file.getInt(loca) == file.getInt(loca + 4)) {
            return path;
        }
        int contours = file.getShort(at);
        int instructions = at + 10 + 2 * contours;
        int points = contours == 0 ? 0 : unsigned(instructions - 2) + 1;
        ByteBuffer data = file.duplicate().position(instructions + 2 + unsigned(instructions));
        byte[] flags = flags(data, points);
        int[] x = coordinates(data, flags, 0);
        int[] y = coordinates(data, flags, 1);
        for (int contour = 0, from = 0; contour < contours; contour++) {
            int to = unsigned(at + 10 + 2 * contour) + 1;
            append(path, new Contour(flags, x, y, from, to - from));
            from = to;
        }
        return path;
    }

    private record Contour(byte[] flags, int[] x, int[] y, int from, int size) {

        boolean onCurve(int i) {
            return (flags[from + i % size] & ON_CURVE) != 0;
        }

        double x(int i) {
            return x[from + i % size];
        }

        double y(int i) {
            return y[from + i % size];
        }
    }

    /**
     * Quadratic curves; two consecutive control points imply a point on the curve halfway between them. Every contour
     * of the embedded font starts with a point on the curve.
     */
    private static void append(Path2D path, Contour c) {
        path.moveTo(c.x(0), c.y(0));
        for (int i = 1; i < c.size(); i++) {
            if (c.onCurve(i)) {
                path.lineTo(c.x(i), c.y(i));
            } else if (c.onCurve(i + 1)) {
                path.quadTo(c.x(i), c.y(i), c.x(i + 1), c.y(i + 1));
                i++;
            } else {
                path.quadTo(c.x(i), c.y(i), (c.x(i) + c.x(i + 1)) / 2, (c.y(i) + c.y(i + 1)) / 2);
            }
        }
        path.closePath();
    }

    private static byte[] flags(ByteBuffer data, int points) {
        byte[] flags = new byte[points];
        for (int i = 0; i < points; ) {
            byte flag = data.get();
            int times = 1 + ((flag & REPEAT) != 0 ? data.get() & 0xFF : 0);
            for (; times > 0; times--) {
                flags[i++] = flag;
            }
        }
        return flags;
    }

    /** The flag bits of y (axis 1) are one position above those of x (axis 0). */
    private static int[] coordinates(ByteBuffer data, byte[] flags, int axis) {
        int[] values = new int[flags.length];
        int value = 0;
        for (int i = 0; i < flags.length; i++) {
            boolean sameOrPositive = (flags[i] & X_SAME_OR_POSITIVE << axis) != 0;
            if ((flags[i] & X_SHORT << axis) != 0) {
                int step = data.get() & 0xFF;
                value += sameOrPositive ? step : -step;
            } else if (!sameOrPositive) {
                value += data.getShort();
            }
            values[i] = value;
        }
        return values;
    }

    private void readCharacterMap() {
        int map = table("cmap") + file.getInt(table("cmap") + 8);
        for (int i = 0, group = map + 16; i < file.getInt(map + 12); i++, group += 12) {
            characterGroups.put(file.getInt(group), new int[] {file.getInt(group + 4), file.getInt(group + 8)});
        }
    }

    private int table(String name) {
        return tables.get(name);
    }

    private int unsigned(int at) {
        return file.getShort(at) & 0xFFFF;
    }
}
