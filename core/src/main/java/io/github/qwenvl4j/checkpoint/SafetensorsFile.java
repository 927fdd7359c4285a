package io.github.qwenvl4j.checkpoint;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.memory.DType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * The header of a safetensors file: a little-endian u64 length, a JSON object of that length (name -> dtype, shape,
 * data_offsets), then the values without gaps. Format: https://huggingface.co/docs/safetensors
 */
final class SafetensorsFile {

    /** Ten thousand tensors need about one megabyte. */
    private static final long MAX_HEADER = 16L << 20;

    private static final int LENGTH_BYTES = 8;

    private final String fileName;
    private final long dataStart;
    private final long dataLength;

    private SafetensorsFile(String fileName, long dataStart, long dataLength) {
        this.fileName = fileName;
        this.dataStart = dataStart;
        this.dataLength = dataLength;
    }

    static List<StoredTensor> read(Path path) {
        return BinaryFile.read(path, file -> read(path.getFileName().toString(), file));
    }

    private static List<StoredTensor> read(String name, BinaryFile file) throws IOException {
        if (file.size() < LENGTH_BYTES) {
            throw new QwenVlException("truncated: " + file.size() + " bytes are too few for a safetensors file");
        }
        long length = file.bytes(0, LENGTH_BYTES).getLong();
        if (length < 2 || length > MAX_HEADER) {
            throw new QwenVlException("header length " + Long.toUnsignedString(length) + " is not between 2 and "
                    + MAX_HEADER + ": not a safetensors file");
        }
        if (length > file.size() - LENGTH_BYTES) {
            throw new QwenVlException(
                    "truncated: a header of " + length + " bytes in a file of " + file.size() + " bytes");
        }
        Map<String, Object> header =
                header(file.bytes(LENGTH_BYTES, (int) length).array());
        long dataStart = LENGTH_BYTES + length;
        return new SafetensorsFile(name, dataStart, file.size() - dataStart).tensors(header);
    }

    private static Map<String, Object> header(byte[] json) {
        try {
            return JsonReader.object(json);
        } catch (QwenVlException e) {
            throw new QwenVlException("header is " + e.getMessage(), e);
        }
    }

    private List<StoredTensor> tensors(Map<String, Object> header) {
        List<StoredTensor> tensors = new ArrayList<>();
        for (Map.Entry<String, Object> field : header.entrySet()) {
            if (!field.getKey().equals("__metadata__")) {
                tensors.add(tensor(field.getKey(), field.getValue()));
            }
        }
        requireNoGaps(tensors);
        return tensors;
    }

    private StoredTensor tensor(String name, Object value) {
        try {
            Map<?, ?> node = value instanceof Map<?, ?> map ? map : Map.of();
            DType dtype = named(node.get("dtype") instanceof String text ? text : "missing");
            TensorInfo info = new TensorInfo(name, dtype, numbers(node, "shape"), fileName);
            List<Long> offsets = numbers(node, "data_offsets");
            long begin = offsets.isEmpty() ? 0 : offsets.get(0);
            long end = offsets.isEmpty() ? 0 : offsets.get(offsets.size() - 1);
            Check.that(
                    offsets.size() == 2 && begin <= end && end <= dataLength,
                    "data_offsets",
                    offsets,
                    "must be a begin and an end within the " + dataLength + " bytes of data");
            if (end - begin != info.bytes()) {
                throw new QwenVlException("data_offsets " + offsets + " hold " + (end - begin) + " bytes, but " + dtype
                        + " " + info.shape() + " needs " + info.bytes());
            }
            return StoredTensor.contiguous(info, dataStart + begin);
        } catch (QwenVlException e) {
            throw new QwenVlException("tensor " + Check.shown(name) + ": " + e.getMessage(), e);
        }
    }

    private static DType named(String name) {
        for (DType dtype : DType.values()) {
            if (dtype.name().equals(name)) {
                return dtype;
            }
        }
        throw new QwenVlException("dtype is " + Check.shown(name) + ", supported are "
                + Arrays.toString(DType.values()).replaceAll("[\\[\\]]", ""));
    }

    private static List<Long> numbers(Map<?, ?> node, String field) {
        Object value = node.get(field);
        if (value == null) {
            throw new QwenVlException(field + " is missing");
        }
        List<Long> numbers = new ArrayList<>();
        boolean fit = value instanceof List;
        for (Object element : fit ? (List<?>) value : List.of()) {
            long number = element instanceof Integer || element instanceof Long ? ((Number) element).longValue() : -1;
            fit &= number >= 0;
            numbers.add(number);
        }
        if (!fit) {
            throw Check.refusal(field, JsonFile.text(value), "must be an array of non-negative whole numbers");
        }
        return numbers;
    }

    private void requireNoGaps(List<StoredTensor> tensors) {
        List<StoredTensor> ordered = new ArrayList<>(tensors);
        ordered.sort(Comparator.comparingLong(StoredTensor::offset).thenComparingLong(StoredTensor::span));
        long end = dataStart;
        for (StoredTensor tensor : ordered) {
            if (tensor.offset() != end) {
                throw new QwenVlException("tensor " + Check.shown(tensor.info().name())
                        + (tensor.offset() < end ? " overlaps" : " leaves a gap after") + " the tensor before it");
            }
            end += tensor.span();
        }
        if (end != dataStart + dataLength) {
            throw new QwenVlException((dataStart + dataLength - end) + " bytes after the last tensor belong to none");
        }
    }
}
