package io.github.qwenvl4j.checkpoint;

import io.github.qwenvl4j.QwenVlException;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The positions of the stored entries of a zip file. The JDK's zip readers do not expose them, and memory mapping needs
 * them. Supports Zip64; refuses compressed and encrypted entries. Format: PKWARE APPNOTE 6.3, section 4.3.
 */
final class ZipDirectory {

    /** The byte range of an entry in the file. */
    record Entry(long offset, long size) {}

    private static final int END_SIGNATURE = 0x06054b50;
    private static final int END64_SIGNATURE = 0x06064b50;
    private static final int LOCATOR64_SIGNATURE = 0x07064b50;
    private static final int CENTRAL_SIGNATURE = 0x02014b50;
    private static final int LOCAL_SIGNATURE = 0x04034b50;
    private static final int END_BYTES = 22;
    private static final int END64_BYTES = 56;
    private static final int LOCATOR64_BYTES = 20;
    private static final int CENTRAL_BYTES = 46;
    private static final int LOCAL_BYTES = 30;
    private static final int MAX_COMMENT = 0xFFFF;
    private static final long MAX_DIRECTORY = 16L << 20;
    private static final long IN_ZIP64 = 0xFFFFFFFFL;
    private static final int ZIP64_FIELD = 1;

    private final BinaryFile file;
    private final Map<String, Entry> entries = new LinkedHashMap<>();

    private ZipDirectory(BinaryFile file) {
        this.file = file;
    }

    static Map<String, Entry> read(BinaryFile file) throws IOException {
        ZipDirectory directory = new ZipDirectory(file);
        ByteBuffer headers = directory.centralHeaders();
        while (headers.remaining() >= CENTRAL_BYTES && headers.getInt(headers.position()) == CENTRAL_SIGNATURE) {
            directory.add(headers);
        }
        if (headers.hasRemaining()) {
            throw new QwenVlException("the zip directory is damaged");
        }
        return directory.entries;
    }

    private ByteBuffer centralHeaders() throws IOException {
        long end = endPosition();
        ByteBuffer record = piece(end, END_BYTES);
        long length = unsigned(record.getInt(12));
        long offset = unsigned(record.getInt(16));
        if (length == IN_ZIP64 || offset == IN_ZIP64) {
            ByteBuffer locator = piece(end - LOCATOR64_BYTES, LOCATOR64_BYTES);
            ByteBuffer record64 = piece(locator.getLong(8), END64_BYTES);
            requireSignature(locator, LOCATOR64_SIGNATURE);
            requireSignature(record64, END64_SIGNATURE);
            length = record64.getLong(40);
            offset = record64.getLong(48);
        }
        Check.range("the zip directory's length", length, 0, MAX_DIRECTORY);
        return piece(offset, (int) length);
    }

    private long endPosition() throws IOException {
        int length = (int) Math.min(file.size(), END_BYTES + MAX_COMMENT);
        ByteBuffer tail = file.bytes(file.size() - length, length);
        for (int at = length - END_BYTES; at >= 0; at--) {
            if (tail.getInt(at) == END_SIGNATURE && at + END_BYTES + unsigned(tail.getShort(at + 20)) == length) {
                return file.size() - length + at;
            }
        }
        throw new QwenVlException("not a zip, or truncated: a PyTorch file in the zip format is needed");
    }

    private void add(ByteBuffer headers) throws IOException {
        int start = headers.position();
        int nameLength = unsigned(headers.getShort(start + 28));
        int extraLength = unsigned(headers.getShort(start + 30));
        int commentLength = unsigned(headers.getShort(start + 32));
        int end = start + CENTRAL_BYTES + nameLength + extraLength + commentLength;
        if (end > headers.limit()) {
            throw new QwenVlException("the zip directory is damaged");
        }
        String name = new String(headers.array(), start + CENTRAL_BYTES, nameLength, StandardCharsets.UTF_8);
        boolean encrypted = (headers.getShort(start + 8) & 1) != 0;
        boolean compressed = headers.getShort(start + 10) != 0;
        if (encrypted || compressed) {
            throw new QwenVlException("zip entry " + Check.shown(name) + " is "
                    + (encrypted ? "encrypted" : "compressed") + "; only stored entries can be mapped");
        }
        ByteBuffer extra =
                headers.slice(start + CENTRAL_BYTES + nameLength, extraLength).order(ByteOrder.LITTLE_ENDIAN);
        if (entries.put(name, entry(headers, start, zip64(extra))) != null) {
            throw new QwenVlException("zip entry " + Check.shown(name) + " appears twice");
        }
        headers.position(end);
    }

    private Entry entry(ByteBuffer headers, int start, ByteBuffer zip64) throws IOException {
        try {
            long size = orZip64(headers.getInt(start + 24), zip64);
            long stored = orZip64(headers.getInt(start + 20), zip64);
            long header = orZip64(headers.getInt(start + 42), zip64);
            ByteBuffer local = piece(header, LOCAL_BYTES);
            requireSignature(local, LOCAL_SIGNATURE);
            long offset = header + LOCAL_BYTES + unsigned(local.getShort(26)) + unsigned(local.getShort(28));
            if (stored != size || size < 0 || size > file.size() - offset) {
                throw new QwenVlException("the zip directory is damaged");
            }
            return new Entry(offset, size);
        } catch (BufferUnderflowException e) {
            throw new QwenVlException("the zip directory is damaged", e);
        }
    }

    /** The body of the Zip64 extra field; empty if there is none. */
    private static ByteBuffer zip64(ByteBuffer extra) {
        while (extra.remaining() >= 4) {
            int id = unsigned(extra.getShort());
            int length = Math.min(unsigned(extra.getShort()), extra.remaining());
            if (id == ZIP64_FIELD) {
                return extra.slice(extra.position(), length).order(ByteOrder.LITTLE_ENDIAN);
            }
            extra.position(extra.position() + length);
        }
        return ByteBuffer.allocate(0);
    }

    private static long orZip64(int field, ByteBuffer zip64) {
        long value = unsigned(field);
        return value == IN_ZIP64 ? zip64.getLong() : value;
    }

    private ByteBuffer piece(long offset, int length) throws IOException {
        if (offset < 0 || offset > file.size() - length) {
            throw new QwenVlException("the zip directory points outside the file");
        }
        return file.bytes(offset, length);
    }

    private static void requireSignature(ByteBuffer header, int signature) {
        if (header.getInt(0) != signature) {
            throw new QwenVlException("the zip directory is damaged");
        }
    }

    private static long unsigned(int value) {
        return Integer.toUnsignedLong(value);
    }

    private static int unsigned(short value) {
        return Short.toUnsignedInt(value);
    }
}
