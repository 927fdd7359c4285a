package io.github.qwenvl4j.train.run;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.qwenvl4j.file.AtomicFile;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * The log of a run as a TensorBoard event file: TFRecords of {@code Event} messages, each with one scalar. Written by hand,
 * because three fields of one message need no library.
 */
record EventFile(List<JsonNode> log) {

    private static final int MASK = 0xA282EAD8;
    private static final Map<String, String> SCALARS =
            Map.of("loss", "train/loss", "gradNorm", "train/gradient_norm", "learningRate", "train/learning_rate");

    /** Replaces an existing file. */
    void write(Path file) {
        ByteArrayOutputStream records = new ByteArrayOutputStream();
        record(records, version());
        for (JsonNode line : log) {
            long step = line.path("step").asLong();
            SCALARS.entrySet().stream().sorted(Map.Entry.comparingByKey()).forEach(scalar -> {
                if (line.has(scalar.getKey())) {
                    record(
                            records,
                            event(
                                    step,
                                    scalar.getValue(),
                                    line.get(scalar.getKey()).floatValue()));
                }
            });
            line.path("heldOut")
                    .properties()
                    .forEach(loss -> record(
                            records,
                            event(
                                    step,
                                    "held_out/" + loss.getKey(),
                                    loss.getValue().floatValue())));
        }
        AtomicFile.write(file, records.toByteArray());
    }

    /** Length, its checksum, the message, its checksum. */
    private static void record(ByteArrayOutputStream out, byte[] message) {
        byte[] length = little(8).putLong(message.length).array();
        out.writeBytes(length);
        out.writeBytes(little(4).putInt(masked(length)).array());
        out.writeBytes(message);
        out.writeBytes(little(4).putInt(masked(message)).array());
    }

    private static int masked(byte[] bytes) {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes);
        int value = (int) checksum.getValue();
        return ((value >>> 15) | (value << 17)) + MASK;
    }

    /** {@code Event {wall_time: 0, file_version}}: the first record of a file. */
    private static byte[] version() {
        ByteArrayOutputStream event = new ByteArrayOutputStream();
        bytes(event, 3, "brain.Event:2".getBytes(StandardCharsets.UTF_8));
        return event.toByteArray();
    }

    /** {@code Event {step = 2, summary = 5 {value = 1 {tag = 1, simple_value = 2}}}}. */
    private static byte[] event(long step, String tag, float number) {
        ByteArrayOutputStream value = new ByteArrayOutputStream();
        bytes(value, 1, tag.getBytes(StandardCharsets.UTF_8));
        value.write(2 << 3 | 5); // field 2, 32 bits
        value.writeBytes(little(4).putFloat(number).array());
        ByteArrayOutputStream summary = new ByteArrayOutputStream();
        bytes(summary, 1, value.toByteArray());
        ByteArrayOutputStream event = new ByteArrayOutputStream();
        event.write(2 << 3); // field 2, a varint
        varint(event, step);
        bytes(event, 5, summary.toByteArray());
        return event.toByteArray();
    }

    private static void bytes(ByteArrayOutputStream out, int field, byte[] content) {
        out.write(field << 3 | 2); // a length and bytes
        varint(out, content.length);
        out.writeBytes(content);
    }

    private static void varint(ByteArrayOutputStream out, long value) {
        long left = value;
        while (left >= 128) {
            out.write((int) (left & 127 | 128));
            left >>>= 7;
        }
        out.write((int) left);
    }

    private static ByteBuffer little(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }
}
