package io.github.qwenvl4j.spark;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.QwenVlException.Kind;
import io.github.qwenvl4j.batch.LabelSpec;
import io.github.qwenvl4j.file.FileProblem;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.spark.SparkEnv;
import org.apache.spark.SparkFiles;
import org.apache.spark.deploy.SparkHadoopUtil;

/**
 * Where a machine of the cluster has the model and its adapter: the built-in model; a folder that all machines have; one that {@code
 * --archives} brought ({@code model.zip#NAME}); or a folder of an object store or HDFS, which is copied once to each machine.
 */
final class ModelPlace {

    private static final String CACHE = "qwenvl-models";
    private static final String COMPLETE = ".complete";

    private ModelPlace() {}

    /** The specification with a model and an adapter that are on this machine. */
    static LabelSpec local(LabelSpec spec) {
        return spec.moved(place -> folder(place).toString());
    }

    private static Path folder(String model) {
        if (model.matches("[a-z][a-z0-9+.-]+://?.*")) {
            return copied(new org.apache.hadoop.fs.Path(model));
        }
        Path path = Path.of(model);
        if (Files.exists(path) || path.isAbsolute()) {
            return path;
        }
        Path brought = Path.of(SparkFiles.getRootDirectory()).resolve(model);
        return Files.exists(brought) ? brought : path;
    }

    /** One process of the machine copies, the others wait for it. */
    private static Path copied(org.apache.hadoop.fs.Path remote) {
        Path cache = Path.of(System.getProperty("java.io.tmpdir"), CACHE);
        try {
            FileSystem store = remote.getFileSystem(
                    SparkHadoopUtil.get().newConfiguration(SparkEnv.get().conf()));
            FileStatus[] files = store.listStatus(remote);
            Path folder =
                    cache.resolve(UUID.nameUUIDFromBytes(names(remote, files).getBytes(StandardCharsets.UTF_8))
                            .toString());
            Files.createDirectories(folder);
            synchronized (ModelPlace.class) { // a file lock is for other processes
                try (FileChannel channel = FileChannel.open(
                                cache.resolve(folder.getFileName() + ".lock"),
                                StandardOpenOption.CREATE,
                                StandardOpenOption.WRITE);
                        FileLock lock = channel.lock()) {
                    if (!Files.exists(folder.resolve(COMPLETE))) {
                        copy(store, files, folder);
                        Files.createFile(folder.resolve(COMPLETE));
                    }
                }
            }
            return folder;
        } catch (IOException e) {
            throw new QwenVlException(Kind.CHECKPOINT, remote + ": cannot be copied: " + FileProblem.reason(e), e);
        }
    }

    /** Another file, size or time makes another folder. */
    private static String names(org.apache.hadoop.fs.Path remote, FileStatus[] files) {
        StringBuilder names = new StringBuilder(remote.toString());
        for (FileStatus file : files) {
            names.append('\n')
                    .append(file.getPath().getName())
                    .append(' ')
                    .append(file.getLen())
                    .append(' ')
                    .append(file.getModificationTime());
        }
        return names.toString();
    }

    private static void copy(FileSystem store, FileStatus[] files, Path folder) throws IOException {
        for (FileStatus file : files) {
            if (!file.isFile()) {
                continue;
            }
            Path place = folder.resolve(file.getPath().getName());
            Path part = folder.resolve(file.getPath().getName() + ".part");
            try (var in = store.open(file.getPath())) {
                Files.copy(in, part, StandardCopyOption.REPLACE_EXISTING);
            }
            if (Files.size(part) != file.getLen()) {
                throw new IOException(
                        file.getPath() + " has " + file.getLen() + " bytes, " + Files.size(part) + " arrived");
            }
            Files.move(part, place, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
