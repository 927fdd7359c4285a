package io.github.qwenvl4j.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.qwenvl4j.QwenVlException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ZipDirectoryTest {

    private static final int LOCAL = 30 + 1 + 6; // header, name, an extra field that shifts the data
    private static final int SIZE = 5;
    private static final int CENTRAL = 46 + 1 + 28;

    @TempDir
    Path directory;

    @Test
    void entriesAreFoundBehindTheLocalHeadersOwnExtraField() {
        assertThat(read(zip64(0)).get("a")).isEqualTo(new ZipDirectory.Entry(LOCAL, SIZE));
    }

    @Test
    void zip64OffsetsOutsideTheFileAreRefused() {
        assertThatThrownBy(() -> read(zip64(1L << 40)))
                .isInstanceOf(QwenVlException.class)
                .hasMessage(file() + ": the zip directory points outside the file");
        assertThatThrownBy(() -> read(zip64(-1)))
                .isInstanceOf(QwenVlException.class)
                .hasMessage(file() + ": the zip directory points outside the file");
        assertThatThrownBy(() -> read(zip64(1)))
                .isInstanceOf(QwenVlException.class)
                .hasMessage(file() + ": the zip directory is damaged");
    }

    private Map<String, ZipDirectory.Entry> read(byte[] zip) {
        TestFiles.write(directory, "a.zip", zip);
        return BinaryFile.read(file(), ZipDirectory::read);
    }

    private Path file() {
        return directory.resolve("a.zip");
    }

    /** One stored entry {@code a} with every size and offset in zip64 fields, as beyond 4 GiB. */
    private static byte[] zip64(long localHeader) {
        int none = -1;
        int directoryAt = LOCAL + SIZE;
        int end64At = directoryAt + CENTRAL;
        ByteBuffer zip = ByteBuffer.allocate(end64At + 56 + 20 + 22).order(ByteOrder.LITTLE_ENDIAN);
        zip.putInt(0, 0x04034b50)
                .putShort(26, (short) 1)
                .putShort(28, (short) 6)
                .put(30, (byte) 'a');

        zip.position(directoryAt);
        ByteBuffer central = zip.slice().order(ByteOrder.LITTLE_ENDIAN);
        central.putInt(0, 0x02014b50).putInt(20, none).putInt(24, none).putInt(42, none);
        central.putShort(28, (short) 1).putShort(30, (short) 28).put(46, (byte) 'a');
        central.putShort(47, (short) 1).putShort(49, (short) 24);
        central.putLong(51, SIZE).putLong(59, SIZE).putLong(67, localHeader);

        zip.position(end64At);
        ByteBuffer end = zip.slice().order(ByteOrder.LITTLE_ENDIAN);
        end.putInt(0, 0x06064b50).putLong(40, CENTRAL).putLong(48, directoryAt);
        end.putInt(56, 0x07064b50).putLong(64, end64At);
        end.putInt(76, 0x06054b50).putInt(88, none).putInt(92, none);
        return zip.array();
    }
}
