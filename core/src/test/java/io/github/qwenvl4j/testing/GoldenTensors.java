package io.github.qwenvl4j.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;

/** The numbers of a golden safetensors file, read without the code under test. */
public final class GoldenTensors {

    private final JsonNode header;
    private final byte[] file;
    private final int dataStart;

    private GoldenTensors(JsonNode header, byte[] file, int dataStart) {
        this.header = header;
        this.file = file;
        this.dataStart = dataStart;
    }

    public static GoldenTensors read(String name) {
        try {
            byte[] file = Files.readAllBytes(Fixtures.path(name));
            int length =
                    (int) ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getLong();
            String json = new String(file, 8, length, StandardCharsets.UTF_8);
            return new GoldenTensors(new ObjectMapper().readTree(json), file, 8 + length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A float32 tensor, row-major. */
    public float[] floats(String name) {
        ByteBuffer data = data(name);
        float[] values = new float[data.remaining() / Float.BYTES];
        data.asFloatBuffer().get(values);
        return values;
    }

    /** An int32 tensor, row-major. */
    public int[] ints(String name) {
        ByteBuffer data = data(name);
        int[] values = new int[data.remaining() / Integer.BYTES];
        data.asIntBuffer().get(values);
        return values;
    }

    public boolean has(String name) {
        return header.has(name);
    }

    /** A float32 or float64 tensor, row-major. */
    public double[] doubles(String name) {
        ByteBuffer data = data(name);
        boolean wide = header.required(name).required("dtype").asText().equals("F64");
        double[] values = new double[data.remaining() / (wide ? Double.BYTES : Float.BYTES)];
        for (int i = 0; i < values.length; i++) {
            values[i] = wide ? data.getDouble() : data.getFloat();
        }
        return values;
    }

    /** A uint8 tensor, row-major. */
    public byte[] bytes(String name) {
        ByteBuffer data = data(name);
        byte[] values = new byte[data.remaining()];
        data.get(values);
        return values;
    }

    private ByteBuffer data(String name) {
        JsonNode offsets = header.required(name).required("data_offsets");
        int begin = offsets.get(0).asInt();
        return ByteBuffer.wrap(file, dataStart + begin, offsets.get(1).asInt() - begin)
                .order(ByteOrder.LITTLE_ENDIAN);
    }

    /** {@code max |a - b|}. */
    public static double maxDifference(float[] a, float[] b) {
        if (a.length != b.length) {
            throw new AssertionError(a.length + " values against " + b.length);
        }
        double max = 0;
        for (int i = 0; i < a.length; i++) {
            max = Math.max(max, Math.abs(a[i] - b[i]));
        }
        return max;
    }

    /** Cosine of the angle between two vectors. */
    public static double cosine(float[] a, float[] b) {
        double ab = 0;
        double aa = 0;
        double bb = 0;
        for (int i = 0; i < a.length; i++) {
            ab += (double) a[i] * b[i];
            aa += (double) a[i] * a[i];
            bb += (double) b[i] * b[i];
        }
        return ab / Math.sqrt(aa * bb);
    }
}
