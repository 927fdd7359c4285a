package io.github.qwenvl4j.checkpoint;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.checkpoint.PickleValue.Atom;
import io.github.qwenvl4j.checkpoint.PickleValue.Tuple;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Interprets the pickle of a PyTorch weight file, supporting only the opcodes that such files use. Names are looked up
 * only in {@link PickleGlobal}. It does not recurse, and the sizes of its stack and memo are limited, so that a crafted
 * pickle cannot exhaust memory. Opcodes: CPython's {@code Lib/pickletools.py}.
 */
final class PickleMachine {

    private static final int MAX_DEPTH = 100_000;
    private static final int MAX_MEMO = 1_000_000;

    private final ByteBuffer program;
    private final List<Object> stack = new ArrayList<>();
    private final Map<Integer, Object> memo = new HashMap<>();

    PickleMachine(ByteBuffer program) {
        this.program = program.slice().order(ByteOrder.LITTLE_ENDIAN);
    }

    /** The value that the pickle builds. */
    Object run() {
        try {
            for (char opcode = opcode(); opcode != '.'; opcode = opcode()) {
                if (!literal(opcode) && !structure(opcode) && !reference(opcode)) {
                    throw new QwenVlException(String.format(
                            "opcode 0x%02x at byte %d of the pickle is not allowed in a weight file",
                            (int) opcode, program.position() - 1));
                }
                if (stack.size() > MAX_DEPTH || memo.size() > MAX_MEMO) {
                    throw new QwenVlException("the pickle needs more than " + MAX_DEPTH + " stack entries or "
                            + MAX_MEMO + " memo entries");
                }
            }
            return pop();
        } catch (BufferUnderflowException e) {
            throw new QwenVlException("the pickle ends early", e);
        }
    }

    private boolean literal(char opcode) {
        switch (opcode) {
            case 'N' -> push(Atom.NONE);
            case 0x88 -> push(true);
            case 0x89 -> push(false);
            case 'K' -> push((long) u1());
            case 'M' -> push((long) Short.toUnsignedInt(program.getShort()));
            case 'J' -> push((long) program.getInt());
            case 0x8a -> push(longOf(u1()));
            case 'X' -> push(text(program.getInt()));
            case 0x8c -> push(text(u1()));
            case 'G' -> {
                program.getDouble();
                push(Atom.FLOAT);
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean structure(char opcode) {
        switch (opcode) {
            case '(' -> push(Atom.MARK);
            case ')' -> push(new Tuple(List.of()));
            case 't' -> push(new Tuple(popToMark()));
            case 0x85 -> push(new Tuple(popLast(1)));
            case 0x86 -> push(new Tuple(popLast(2)));
            case 0x87 -> push(new Tuple(popLast(3)));
            case ']' -> push(new ArrayList<>());
            case 'a' -> append(popLast(1));
            case 'e' -> append(popToMark());
            case '}' -> push(new LinkedHashMap<String, Object>());
            case 's' -> setItems(popLast(2));
            case 'u' -> setItems(popToMark());
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean reference(char opcode) {
        switch (opcode) {
            case 0x80 -> u1(); // PROTO: version number, not needed
            case 0x95 -> program.getLong(); // FRAME: a hint for buffering
            case 'q' -> memo.put(u1(), top());
            case 'r' -> memo.put(program.getInt(), top());
            case 0x94 -> memo.put(memo.size(), top());
            case 'h' -> push(remembered(u1()));
            case 'j' -> push(remembered(program.getInt()));
            case 'c' -> push(PickleGlobal.named(line() + "." + line()));
            case 'i' -> throw PickleGlobal.refusal(line() + "." + line()); // INST: looks a name up and calls it
            case 0x93 -> push(stackGlobal(popLast(2)));
            case 'Q' -> push(PickleCalls.storage(pop()));
            case 'R' -> {
                List<Object> call = popLast(2);
                push(PickleCalls.call(call.get(0), call.get(1)));
            }
            case 'b' -> dropState();
            default -> {
                return false;
            }
        }
        return true;
    }

    private PickleGlobal stackGlobal(List<Object> names) {
        if (names.get(0) instanceof String module && names.get(1) instanceof String name) {
            return PickleGlobal.named(module + "." + name);
        }
        throw malformed();
    }

    /** BUILD: a state_dict is an OrderedDict with attributes ({@code _metadata}) that are not needed here. */
    private void dropState() {
        pop();
        if (!(top() instanceof Map)) {
            throw malformed();
        }
    }

    private void append(List<Object> items) {
        if (!(top() instanceof ArrayList<?>)) {
            throw malformed();
        }
        @SuppressWarnings("unchecked") // the machine makes no other lists than List<Object>
        List<Object> list = (List<Object>) top();
        list.addAll(items);
    }

    private void setItems(List<Object> items) {
        if (!(top() instanceof LinkedHashMap<?, ?>) || items.size() % 2 != 0) {
            throw malformed();
        }
        @SuppressWarnings("unchecked") // the machine makes no other maps than Map<String, Object>
        Map<String, Object> dict = (Map<String, Object>) top();
        for (int i = 0; i < items.size(); i += 2) {
            if (!(items.get(i) instanceof String key)) {
                throw new QwenVlException("the pickle has a dict key that is not text");
            }
            dict.put(key, items.get(i + 1));
        }
    }

    private void push(Object value) {
        stack.add(value);
    }

    private Object pop() {
        return popLast(1).get(0);
    }

    private Object top() {
        if (stack.isEmpty()) {
            throw malformed();
        }
        return stack.get(stack.size() - 1);
    }

    private List<Object> popLast(int count) {
        if (stack.size() < count) {
            throw malformed();
        }
        List<Object> tail = stack.subList(stack.size() - count, stack.size());
        List<Object> items = List.copyOf(tail);
        tail.clear();
        return items;
    }

    private List<Object> popToMark() {
        int mark = stack.lastIndexOf(Atom.MARK);
        if (mark < 0) {
            throw malformed();
        }
        List<Object> items = popLast(stack.size() - mark);
        return items.subList(1, items.size());
    }

    private Object remembered(int index) {
        Object value = memo.get(index);
        if (value == null) {
            throw malformed();
        }
        return value;
    }

    private char opcode() {
        return (char) u1();
    }

    private int u1() {
        return Byte.toUnsignedInt(program.get());
    }

    private long longOf(int length) {
        if (length > Long.BYTES) {
            throw new QwenVlException("the pickle has a number of " + length + " bytes");
        }
        long value = 0;
        for (int i = 0; i < length; i++) {
            long piece = i == length - 1 ? program.get() : u1();
            value |= piece << (8 * i);
        }
        return value;
    }

    private String text(int length) {
        if (length < 0 || length > program.remaining()) {
            throw new BufferUnderflowException();
        }
        byte[] utf8 = new byte[length];
        program.get(utf8);
        return new String(utf8, StandardCharsets.UTF_8);
    }

    private String line() {
        StringBuilder line = new StringBuilder();
        for (char next = opcode(); next != '\n'; next = opcode()) {
            line.append(next);
        }
        return line.toString();
    }

    private QwenVlException malformed() {
        return new QwenVlException("the pickle is malformed at byte " + (program.position() - 1));
    }
}
