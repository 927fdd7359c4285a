package io.github.qwenvl4j.checkpoint;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Writes pickles opcode by opcode. */
final class Pickle {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    Pickle() {
        op(0x80, 2);
    }

    /** One dict with one float32 tensor {@code w} over data/0. */
    static Pickle tensor(long elements, long offset, long[] shape, long[] strides) {
        return new Pickle()
                .op('}', '(')
                .text("w")
                .view(elements, offset, shape, strides)
                .op('u', '.');
    }

    Pickle op(int... opcodes) {
        for (int opcode : opcodes) {
            bytes.write(opcode);
        }
        return this;
    }

    Pickle repeat(int opcode, int times) {
        for (int i = 0; i < times; i++) {
            bytes.write(opcode);
        }
        return this;
    }

    Pickle line(String text) {
        bytes.writeBytes((text + "\n").getBytes(StandardCharsets.US_ASCII));
        return this;
    }

    Pickle global(String module, String name) {
        return op('c').line(module).line(name);
    }

    Pickle text(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        op('X');
        bytes.writeBytes(ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(utf8.length)
                .array());
        bytes.writeBytes(utf8);
        return this;
    }

    Pickle number(long value) {
        op(0x8a, 8);
        bytes.writeBytes(ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(value)
                .array());
        return this;
    }

    Pickle numbers(long... values) {
        op('(');
        for (long value : values) {
            number(value);
        }
        return op('t');
    }

    Pickle storage(String type, String key, long elements) {
        op('(').text("storage").global("torch", type).text(key).text("cpu").number(elements);
        return op('t', 'Q');
    }

    Pickle view(long elements, long offset, long[] shape, long[] strides) {
        global("torch._utils", "_rebuild_tensor_v2").op('(').storage("FloatStorage", "0", elements);
        number(offset).numbers(shape).numbers(strides).op(0x89);
        return global("collections", "OrderedDict").op(')', 'R', 't', 'R');
    }

    byte[] bytes() {
        return bytes.toByteArray();
    }
}
