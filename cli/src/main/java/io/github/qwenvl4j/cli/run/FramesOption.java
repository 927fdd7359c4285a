package io.github.qwenvl4j.cli.run;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.file.FileProblem;
import io.github.qwenvl4j.image.Picture;
import io.github.qwenvl4j.prompt.Video;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** A video as a folder of its frames. */
final class FramesOption {

    @Option(
            names = "--frames",
            paramLabel = "DIR",
            description =
                    "Qwen3-VL: a video as a folder with all its frames (.png, .jpg, .webp, .bmp), in the order of their "
                            + "names; needs --fps. It precedes the prompt.")
    private Path folder;

    @Option(names = "--fps", paramLabel = "F", description = "Frames a second of the --frames.")
    private Double rate;

    /** @throws QwenVlException where there is something that a video does not go with */
    void requireNone(boolean other) {
        if (other && given()) {
            throw new QwenVlException("--frames goes with a prompt, not with --raw, --task or --questions");
        }
    }

    private boolean given() {
        return folder != null || rate != null;
    }

    /** The video, if there is one. */
    Optional<Video> video() {
        if (!given()) {
            return Optional.empty();
        }
        if (folder == null || rate == null) {
            throw new QwenVlException("--frames DIR and --fps F belong together");
        }
        if (!Files.isDirectory(folder)) {
            throw new QwenVlException(QwenVlException.Kind.FILE, "--frames " + folder + ": is not a folder");
        }
        try (Stream<Path> files = Files.list(folder)) {
            List<Picture> frames = files.filter(
                            file -> file.getFileName().toString().matches("(?i).*\\.(png|jpe?g|webp|bmp)"))
                    .sorted()
                    .map(Picture::of)
                    .toList();
            if (frames.isEmpty()) {
                throw new QwenVlException(QwenVlException.Kind.FILE, "--frames " + folder + ": has no frames");
            }
            return Optional.of(Video.of(frames, rate));
        } catch (IOException e) {
            throw FileProblem.reading(folder, e);
        }
    }
}
