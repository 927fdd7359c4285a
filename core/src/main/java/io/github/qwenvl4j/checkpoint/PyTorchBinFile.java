package io.github.qwenvl4j.checkpoint;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.checkpoint.PickleValue.Storage;
import io.github.qwenvl4j.checkpoint.PickleValue.View;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A file of {@code torch.save}: a zip of stored entries, {@code <stem>/data.pkl} (a dict of tensor descriptions) and
 * {@code <stem>/data/<key>} (their values).
 */
final class PyTorchBinFile {

    private static final String PICKLE = "/data.pkl";
    private static final long MAX_PICKLE = 16L << 20;

    private final String fileName;
    private final String stem;
    private final Map<String, ZipDirectory.Entry> entries;

    private PyTorchBinFile(String fileName, Map<String, ZipDirectory.Entry> entries) {
        this.fileName = fileName;
        this.entries = entries;
        this.stem = entries.keySet().stream()
                .filter(name -> name.endsWith(PICKLE))
                .findFirst()
                .map(name -> name.substring(0, name.length() - PICKLE.length()))
                .orElseThrow(() -> new QwenVlException("a zip without data.pkl: not a PyTorch weight file"));
    }

    static List<StoredTensor> read(Path path) {
        return BinaryFile.read(path, file -> {
            String fileName = path.getFileName().toString();
            return new PyTorchBinFile(fileName, ZipDirectory.read(file)).tensors(file);
        });
    }

    private List<StoredTensor> tensors(BinaryFile file) throws IOException {
        requireLittleEndian(file);
        Object value = new PickleMachine(content(file, stem + PICKLE)).run();
        if (!(value instanceof Map<?, ?> dict)) {
            throw new QwenVlException("the pickle does not contain a dict of tensors");
        }
        List<StoredTensor> tensors = new ArrayList<>();
        for (Map.Entry<?, ?> item : dict.entrySet()) {
            tensors.add(tensor((String) item.getKey(), item.getValue()));
        }
        return tensors;
    }

    private void requireLittleEndian(BinaryFile file) throws IOException {
        String name = stem + "/byteorder";
        if (entries.containsKey(name)) {
            String order = StandardCharsets.UTF_8.decode(content(file, name)).toString();
            Check.that(order.equals("little"), "byteorder", order, "only little is supported");
        }
    }

    private ByteBuffer content(BinaryFile file, String name) throws IOException {
        ZipDirectory.Entry entry = entries.get(name);
        Check.range("the size of " + Check.shown(name), entry.size(), 0, MAX_PICKLE);
        return file.bytes(entry.offset(), (int) entry.size());
    }

    private StoredTensor tensor(String name, Object value) {
        try {
            if (!(value instanceof View view)) {
                throw new QwenVlException("not a tensor");
            }
            return stored(new TensorInfo(name, view.storage().dtype(), view.shape(), fileName), view);
        } catch (QwenVlException e) {
            throw new QwenVlException("tensor " + Check.shown(name) + ": " + e.getMessage(), e);
        } catch (ArithmeticException e) {
            throw new QwenVlException("tensor " + Check.shown(name) + ": its strides are too large", e);
        }
    }

    private StoredTensor stored(TensorInfo info, View view) {
        ZipDirectory.Entry entry = values(view.storage());
        long elements = extent(view);
        // An overlapping (expanded) view could turn a small file into any amount of memory.
        if (view.offset() < 0
                || Math.addExact(view.offset(), elements) > view.storage().elements()
                || info.elements() > elements) {
            throw new QwenVlException("offset " + view.offset() + ", shape " + view.shape() + " and strides "
                    + view.strides() + " do not fit a storage of "
                    + view.storage().elements() + " elements");
        }
        long width = info.dtype().bytes();
        return new StoredTensor(info, entry.offset() + view.offset() * width, elements * width, view.strides());
    }

    private ZipDirectory.Entry values(Storage storage) {
        ZipDirectory.Entry entry = entries.get(stem + "/data/" + storage.key());
        if (entry == null) {
            throw new QwenVlException("its values data/" + Check.shown(storage.key()) + " are missing");
        }
        long bytes =
                Math.multiplyExact(storage.elements(), (long) storage.dtype().bytes());
        if (bytes != entry.size()) {
            throw new QwenVlException("its values data/" + Check.shown(storage.key()) + " are " + entry.size()
                    + " bytes, but " + storage.elements() + " elements of " + storage.dtype() + " need " + bytes);
        }
        return entry;
    }

    /** Number of storage elements from the first to the last element of the view. */
    private static long extent(View view) {
        if (view.shape().size() != view.strides().size()
                || view.strides().stream().anyMatch(stride -> stride < 0)) {
            throw new QwenVlException("shape " + view.shape() + " and strides " + view.strides() + " are invalid");
        }
        if (view.shape().contains(0L)) {
            return 0;
        }
        long last = 0;
        for (int i = 0; i < view.shape().size(); i++) {
            last = Math.addExact(
                    last,
                    Math.multiplyExact(view.shape().get(i) - 1, view.strides().get(i)));
        }
        return Math.addExact(last, 1);
    }
}
