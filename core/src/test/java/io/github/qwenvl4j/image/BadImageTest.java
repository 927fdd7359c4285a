package io.github.qwenvl4j.image;

import static io.github.qwenvl4j.image.MadeFiles.bytes;
import static io.github.qwenvl4j.image.MadeFiles.cut;
import static io.github.qwenvl4j.image.MadeFiles.encoded;
import static io.github.qwenvl4j.image.MadeFiles.indexOf;
import static io.github.qwenvl4j.image.MadeFiles.patched;
import static io.github.qwenvl4j.image.MadeFiles.png;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.qwenvl4j.QwenVlException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class BadImageTest {

    private static final String NOT_READ = ", not a JPEG, PNG, WebP, GIF or BMP";
    private static final String CODING = " coding, which is not read; save it as baseline or progressive";
    private static final byte[] ROW = {0, 1, 2, 3};

    private final ImageLoader loader =
            new ImageLoader(new ImageLimits(10_000, 5_000, 100_000), ExifOrientation.APPLY, List.of());

    @ParameterizedTest
    @MethodSource
    void oneLineSaysWhatIsWrong(byte[] file, String reason) {
        assertThatThrownBy(() -> loader.decode(file, "a.png"))
                .isInstanceOf(QwenVlException.class)
                .hasMessage("image a.png " + reason)
                .extracting(e -> ((QwenVlException) e).kind())
                .isEqualTo(QwenVlException.Kind.IMAGE);
    }

    static Stream<Arguments> oneLineSaysWhatIsWrong() {
        return Stream.of(foreign(), early(), damaged(), tooLarge()).flatMap(cases -> cases);
    }

    private static Stream<Arguments> foreign() {
        return Stream.of(
                arguments(new byte[0], "is empty"),
                arguments(bytes("Hello, world"), "is text" + NOT_READ),
                arguments(bytes("\1\2\3\4"), "is of an unknown kind" + NOT_READ),
                arguments(bytes("<?xml version='1.0'?><svg/>"), "is an SVG" + NOT_READ),
                arguments(bytes("<!DOCTYPE html><p>404"), "is an HTML page" + NOT_READ),
                arguments(bytes("II*\0\b\0\0\0"), "is a TIFF" + NOT_READ),
                arguments(bytes("%PDF-1.7"), "is a PDF" + NOT_READ + "; the artifact qwenvl4j-pdf reads it"),
                arguments(bytes("\0\0\0\u0018ftypheic"), "is a HEIC" + NOT_READ),
                arguments(bytes("\0\0\0\u0018ftypavif"), "is an AVIF" + NOT_READ),
                arguments(bytes("\0\0\0\u0018ftypisom"), "is a video" + NOT_READ),
                arguments(bytes("8BPS\0\1"), "is a Photoshop file" + NOT_READ),
                arguments(bytes("SIMPLE  =   T"), "is a FITS file" + NOT_READ),
                arguments(bytes("P6\n2 1\n255\n\1\2\3\4\5\6"), "is a PPM" + NOT_READ),
                arguments(bytes("P2 # made\n2 1\n255\n1 2"), "is a PGM" + NOT_READ),
                arguments(bytes("P7\nWIDTH 1\n"), "is a PAM" + NOT_READ),
                arguments(bytes("P4 is text"), "is text" + NOT_READ),
                arguments(bytes("\0\0\2\0\0\0\0\0\0\0\0\0\1\0\1\0\u0018\0\1\2\3"), "is a TGA" + NOT_READ),
                arguments(bytes("\0\0\1\1\2\3 TRUEVISION-XFILE.\0"), "is a TGA" + NOT_READ),
                arguments(bytes("PK\3\4"), "is a ZIP archive" + NOT_READ));
    }

    @Test
    void aPageOfADocumentNeedsItsModule() {
        assertThatThrownBy(() -> loader.decode(bytes("%PDF-1.7"), 2, "a.pdf"))
                .hasMessage("image a.pdf is a PDF" + NOT_READ + "; the artifact qwenvl4j-pdf reads it");
    }

    private static Stream<Arguments> early() {
        byte[] gif = encoded("gif");
        return Stream.of(
                arguments(cut(encoded("jpg"), 400), "is a JPEG file that ends early"),
                arguments(cut(encoded("jpg"), encoded("jpg").length - 2), "is a JPEG file that ends early"),
                arguments(bytes("\u00ff\u00d8\u00ff"), "is a JPEG file that ends early"),
                arguments(cut(encoded("png"), 60), "is a PNG file that ends early"),
                arguments(cut(encoded("bmp"), 20), "is a BMP file that ends early"),
                arguments(cut(encoded("bmp"), 400), "is a BMP file that ends early"),
                arguments(cut(gif, gif.length - 9), "is a GIF file that ends early"),
                arguments(cut(MadeFiles.WEBP_LOSSY, 60), "is a WebP file that ends early"));
    }

    private static Stream<Arguments> damaged() {
        byte[] jpeg = encoded("jpg");
        int frame = indexOf(jpeg, "\u00ff\u00c0");
        byte[] progressive = patched(jpeg, frame + 1, 0xc2);
        byte[] manyScans = MadeFiles.concat(
                cut(progressive, jpeg.length - 2), bytes("\u00ff\u00da\0\2".repeat(100) + "\u00ff\u00d9"));
        byte[] gif = encoded("gif");
        return Stream.of(
                arguments(patched(jpeg, frame + 1, 0xc3), "is a JPEG with lossless" + CODING),
                arguments(patched(jpeg, frame + 1, 0xc5), "is a JPEG with hierarchical" + CODING),
                arguments(patched(jpeg, frame + 1, 0xc9), "is a JPEG with arithmetic" + CODING),
                arguments(patched(jpeg, frame + 1, 0xcb), "is a JPEG with lossless arithmetic" + CODING),
                arguments(patched(jpeg, frame + 4, 12), "is a JPEG of 12 bits; 8 are read"),
                arguments(patched(jpeg, frame + 9, 2), "is a JPEG of 2 components"),
                arguments(bytes("\u00ff\u00d8\u00ff\u00d9"), "is a JPEG without a picture"),
                arguments(manyScans, "is a JPEG of more than 100 scans"),
                arguments(patched(encoded("png"), 18, 1), "is a damaged PNG file: the checksum of chunk IHDR is wrong"),
                arguments(png(0, 1, 8, 2, ROW), "has no pixels (0 x 1)"),
                arguments(png(1, 1, 8, 2, new byte[0]), "is a damaged PNG file: its pixels cannot be decoded"),
                arguments(png(1, 1, 7, 2, ROW), "is a damaged PNG file: its pixels cannot be decoded"),
                arguments(bytes("\u0089PNG\r\n\u001a\n\0\0\0\0IEND"), "is a PNG without a header"),
                arguments(
                        patched(encoded("bmp"), 30, 5),
                        "is a BMP of 24 bits a pixel with compression 5, which is not read"),
                arguments(bytes("GIF89a\1\0\1\0\0\0\0;"), "is a GIF without a frame"),
                arguments(bytes("RIFF\4\0\0\0WEBP"), "is a WebP without a frame"),
                arguments(patched(MadeFiles.WEBP_LOSSY, 23, 0), "is a damaged WebP file: its VP8 signature is wrong"),
                arguments(
                        patched(MadeFiles.WEBP_ANIMATED, indexOf(MadeFiles.WEBP_ANIMATED, "VP8X") + 12, 9),
                        "is a WebP whose frame is larger than its canvas"),
                arguments(patched(gif, indexOf(gif, ",\0\0\0\0") + 5, 0, 0), "has no pixels (0 x 0)"));
    }

    private static Stream<Arguments> tooLarge() {
        return Stream.of(
                arguments(png(1_000_000_000, 1, 8, 2, ROW), "is 1000000000 x 1; a side may have at most 5000 pixels"),
                arguments(png(-1, -1, 8, 2, ROW), "is 4294967295 x 4294967295; a side may have at most 5000 pixels"),
                arguments(png(101, 100, 8, 2, ROW), "is 101 x 100; at most 10000 pixels are allowed"),
                arguments(new byte[100_001], "has more than 100000 bytes"));
    }
}
