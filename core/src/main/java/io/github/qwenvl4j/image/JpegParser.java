package io.github.qwenvl4j.image;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/** Walks the segments of a JPEG file from marker to marker, up to the first scan. */
final class JpegParser {

    private static final int START_OF_SCAN = 0xda;
    private static final int END_OF_IMAGE = 0xd9;
    private static final int FIRST_SEGMENT = 0xc0; // nothing is defined below
    private static final int COMMENT = 0xfe;
    private static final int APP0 = 0xe0;
    private static final int APP1 = 0xe1;
    private static final int APP14 = 0xee;
    private static final int APP15 = 0xef;

    /** A scan of a few bytes costs one more pass over all pixels; real encoders write about ten scans. */
    private static final int MAX_SCANS = 100;

    private final ByteBuffer file;
    private final ByteArrayOutputStream coded;
    private Orientation orientation = Orientation.UPRIGHT;
    private boolean jfif;
    private int adobeTransform = JpegColours.NO_ADOBE_SEGMENT;
    private ByteBuffer frame;
    private boolean progressive;

    JpegParser(ByteBuffer file) {
        this.file = file;
        this.coded = new ByteArrayOutputStream(file.limit());
    }

    JpegFile parse() throws UnusableImageException {
        coded.write(file.array(), 0, 2);
        file.position(2);
        int marker = nextMarker();
        while (marker != START_OF_SCAN) {
            if (marker == END_OF_IMAGE) {
                throw new UnusableImageException("is a JPEG without a picture");
            }
            int start = file.position();
            int length = Short.toUnsignedInt(file.getShort());
            file.position(start + Math.max(length, 2));
            segment(marker, file.slice(start + 2, file.position() - start - 2));
            if (!isApplication(marker)) {
                keep(marker, start, file.position());
            }
            marker = nextMarker();
        }
        if (frame == null) {
            throw new UnusableImageException("is a JPEG without a picture");
        }
        keep(START_OF_SCAN, file.position(), file.limit());
        checkScans(file.position());
        return new JpegFile(
                coded.toByteArray(),
                Short.toUnsignedInt(frame.getShort(3)),
                Short.toUnsignedInt(frame.getShort(1)),
                JpegColours.of(frame, jfif, adobeTransform),
                orientation);
    }

    /**
     * The scans are passed to the decoder unchanged, because libjpeg handles stray markers and fill bytes in them. This
     * only checks that they end and that there are not too many.
     */
    private void checkScans(int from) throws UnusableImageException {
        file.position(from);
        int components = frame.get(5);
        boolean single = !progressive && file.get(from + 2) == components;
        if (single) {
            skipTo(END_OF_IMAGE); // after a single scan the decoder ignores everything else
            return;
        }
        int scans = 0;
        for (int marker = START_OF_SCAN; marker != END_OF_IMAGE; marker = nextMarker()) {
            if (marker == START_OF_SCAN && ++scans > MAX_SCANS) {
                throw new UnusableImageException("is a JPEG of more than %d scans".formatted(MAX_SCANS));
            }
            if (marker >= FIRST_SEGMENT) {
                file.position(file.position() + Math.max(Short.toUnsignedInt(file.getShort(file.position())), 2));
            }
        }
    }

    private void skipTo(int marker) {
        int last = 0;
        int value = file.get() & 0xff;
        while (last != 0xff || value != marker) {
            last = value;
            value = file.get() & 0xff;
        }
    }

    /** The segments that the decoder must not see. */
    private static boolean isApplication(int marker) {
        return marker >= APP0 && marker <= APP15 || marker == COMMENT;
    }

    private void keep(int marker, int start, int end) {
        coded.write(0xff);
        coded.write(marker);
        coded.write(file.array(), start, end - start);
    }

    private int nextMarker() {
        while (true) {
            int value = file.get() & 0xff;
            while (value != 0xff) { // libjpeg also skips bytes between segments
                value = file.get() & 0xff;
            }
            while (value == 0xff) {
                value = file.get() & 0xff;
            }
            if (value != 0 && !isBare(value)) {
                return value;
            }
        }
    }

    /** Restart and start markers have no segment. */
    private static boolean isBare(int marker) {
        return marker >= 0xd0 && marker <= 0xd8 || marker == 0x01;
    }

    private void segment(int marker, ByteBuffer data) throws UnusableImageException {
        switch (marker) {
            case APP0 -> jfif |= startsWith(data, "JFIF\0");
            case APP1 -> {
                if (Orientation.startsWithPrefix(data)) {
                    orientation = Orientation.fromExif(data);
                }
            }
            case APP14 -> {
                if (startsWith(data, "Adobe") && data.limit() >= 12) {
                    adobeTransform = data.get(11) & 0xff;
                }
            }
            default -> {
                if (isFrame(marker)) {
                    frame(marker, data);
                }
            }
        }
    }

    /** SOF0 to SOF15 without DHT, JPG and DAC, which lie between them. */
    private static boolean isFrame(int marker) {
        return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
    }

    private void frame(int marker, ByteBuffer data) throws UnusableImageException {
        if (marker > 0xc2) {
            throw new UnusableImageException(
                    "is a JPEG with %s coding, which is not read; save it as baseline or progressive"
                            .formatted(rareCoding(marker)));
        }
        progressive = marker == 0xc2;
        if (data.get(0) != 8) {
            throw new UnusableImageException("is a JPEG of %d bits; 8 are read".formatted(data.get(0) & 0xff));
        }
        if (frame != null) {
            throw new UnusableImageException("is a JPEG of several frames");
        }
        frame = data;
    }

    private static String rareCoding(int marker) {
        return switch (marker) {
            case 0xc3 -> "lossless";
            case 0xc9, 0xca -> "arithmetic";
            case 0xcb -> "lossless arithmetic";
            default -> "hierarchical";
        };
    }

    private static boolean startsWith(ByteBuffer data, String text) {
        for (int i = 0; i < text.length(); i++) {
            if (i >= data.limit() || data.get(i) != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
