package io.github.qwenvl4j.image;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/** The few lines of safetensors that reading goldens needs. */
record GoldenTensors(JsonNode header, ByteBuffer data) {

    static GoldenTensors open(Path file) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        int length = (int) bytes.getLong(0);
        JsonNode header = new ObjectMapper().readTree(bytes.array(), 8, length);
        int start = 8 + length;
        return new GoldenTensors(
                header, bytes.slice(start, bytes.limit() - start).order(ByteOrder.LITTLE_ENDIAN));
    }

    boolean has(String name) {
        return header.has(name);
    }

    byte[] bytes(String name) {
        ByteBuffer slice = slice(name);
        byte[] values = new byte[slice.remaining()];
        slice.get(values);
        return values;
    }

    /** Of an F32 or F64 tensor. */
    double[] numbers(String name) {
        ByteBuffer slice = slice(name);
        boolean wide = header.get(name).get("dtype").asText().equals("F64");
        double[] values = new double[slice.remaining() / (wide ? 8 : 4)];
        for (int i = 0; i < values.length; i++) {
            values[i] = wide ? slice.getDouble() : slice.getFloat();
        }
        return values;
    }

    private ByteBuffer slice(String name) {
        JsonNode offsets = header.get(name).get("data_offsets");
        int from = offsets.get(0).asInt();
        return data.slice(from, offsets.get(1).asInt() - from).order(ByteOrder.LITTLE_ENDIAN);
    }
}
