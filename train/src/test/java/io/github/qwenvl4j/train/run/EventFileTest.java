package io.github.qwenvl4j.train.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bytes of an event file, as TensorFlow's record format defines them. */
class EventFileTest {

    @TempDir
    private Path folder;

    @Test
    void aScalarIsARecordWithItsChecksums() throws IOException {
        Path file = folder.resolve("events");
        new EventFile(List.of(new ObjectMapper().readTree("{\"step\": 300, \"loss\": 1.5}"))).write(file);
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        assertThat(new String(record(bytes), StandardCharsets.ISO_8859_1)).endsWith("brain.Event:2");
        // step = 300; summary of 19 bytes: value of 17 bytes: tag of 10 bytes, 1.5f
        assertThat(HexFormat.of().formatHex(record(bytes)))
                .isEqualTo("10ac02" + "2a13" + "0a11" + "0a0a" + "747261696e2f6c6f7373" + "150000c03f");
        assertThat(bytes.hasRemaining()).isFalse();
    }

    private static byte[] record(ByteBuffer bytes) {
        byte[] length = new byte[8];
        bytes.get(length);
        assertThat(bytes.getInt()).isEqualTo(masked(length));
        byte[] message = new byte
                [(int) ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN).getLong()];
        bytes.get(message);
        assertThat(bytes.getInt()).isEqualTo(masked(message));
        return message;
    }

    private static int masked(byte[] bytes) {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes);
        return Integer.rotateRight((int) checksum.getValue(), 15) + 0xA282EAD8;
    }
}
