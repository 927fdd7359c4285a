package io.github.qwenvl4j.image;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Paths and {@code file:} URLs, anywhere or below one folder. Only regular files are read. Thread-safe. */
public final class LocalFiles implements ImageSource {

    private static final Pattern LOCALHOST = Pattern.compile("^file://localhost/", Pattern.CASE_INSENSITIVE);

    private final Optional<Path> root;

    private LocalFiles(Optional<Path> root) {
        this.root = root;
    }

    /** Any file that the process can read: for command-line use. */
    public static LocalFiles anywhere() {
        return new LocalFiles(Optional.empty());
    }

    /** Only files below {@code root} after symbolic links are resolved; relative paths are resolved against it. */
    public static LocalFiles below(Path root) {
        return new LocalFiles(Optional.of(root));
    }

    @Override
    public boolean serves(String address) {
        return AddressForm.FILE.isFormOf(address);
    }

    @Override
    public byte[] read(String address, ImageLimits limits) throws IOException {
        try {
            Path file = resolve(address);
            if (Files.isDirectory(file)) {
                throw new UnusableImageException("is a directory");
            }
            if (!Files.isRegularFile(file)) {
                throw new UnusableImageException("is not a regular file");
            }
            limits.checkBytes(Files.size(file));
            try (InputStream in = Files.newInputStream(file)) {
                byte[] bytes =
                        in.readNBytes((int) limits.maxBytes() + 1); // some files report a smaller size than they have
                limits.checkBytes(bytes.length);
                return bytes;
            }
        } catch (NoSuchFileException e) {
            String wrong = PageAddress.wrongPage(address)
                    .filter(page -> exists(address.substring(0, address.lastIndexOf('#'))))
                    .map(page -> "has no page " + page + ": pages are numbered from 1")
                    .orElse("does not exist");
            throw new UnusableImageException(wrong, e);
        } catch (AccessDeniedException e) {
            throw new UnusableImageException("cannot be read: permission denied", e);
        } catch (FileSystemException e) {
            String reason = e.getReason() == null ? "" : ": " + e.getReason();
            throw new UnusableImageException("cannot be read" + reason, e);
        }
    }

    private boolean exists(String address) {
        try {
            return Files.isRegularFile(resolve(address));
        } catch (IOException e) {
            return false;
        }
    }

    private Path resolve(String address) throws IOException {
        Path path = parse(address);
        if (root.isEmpty()) {
            return path.toRealPath();
        }
        Path folder = root.get().toRealPath();
        // Before the file is looked for: nobody learns which files exist elsewhere.
        Path asked = requireBelow(folder, folder.resolve(path).normalize());
        return requireBelow(folder, asked.toRealPath());
    }

    private static Path requireBelow(Path folder, Path file) throws UnusableImageException {
        if (!file.startsWith(folder)) {
            throw UnusableImageException.notPermitted("is outside the folder that pictures may be read from");
        }
        return file;
    }

    private static Path parse(String address) throws UnusableImageException {
        try {
            boolean url = address.toLowerCase(Locale.ROOT).startsWith("file:");
            // RFC 8089: localhost is the same as no name of a machine
            return url ? Path.of(URI.create(LOCALHOST.matcher(address).replaceFirst("file:/"))) : Path.of(address);
        } catch (IllegalArgumentException e) { // InvalidPathException is one
            throw new UnusableImageException("is not a valid path", e);
        }
    }
}
