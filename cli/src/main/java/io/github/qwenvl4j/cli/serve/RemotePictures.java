package io.github.qwenvl4j.cli.serve;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.image.DataUrls;
import io.github.qwenvl4j.image.ExifOrientation;
import io.github.qwenvl4j.image.ImageLimits;
import io.github.qwenvl4j.image.ImageLoader;
import io.github.qwenvl4j.image.ImageSource;
import io.github.qwenvl4j.image.LocalFiles;
import io.github.qwenvl4j.image.RemoteImages;
import io.github.qwenvl4j.image.RemotePolicy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Option;

/** Which pictures a server accepts: data URLs always, web addresses and local files if enabled. */
final class RemotePictures {

    private static final ImageLimits LIMITS = new ImageLimits(50_000_000, 20_000, 20_000_000);

    @Option(names = "--remote-images", description = "Fetch pictures from public http(s) addresses.")
    private boolean remote;

    @Option(
            names = "--image-host",
            paramLabel = "HOST[:PORT]",
            description = "With --remote-images: fetch only from these hosts; a host with a port may be on a private "
                    + "network; repeatable.")
    private List<String> hosts = List.of();

    @Option(
            names = "--image-folder",
            paramLabel = "DIR",
            description = "Read pictures below this folder that requests name by file: addresses.")
    private Path folder;

    ImageLoader loader() {
        if (folder != null && !Files.isDirectory(folder)) {
            throw new QwenVlException("image-folder " + folder + " is not a folder");
        }
        if (!hosts.isEmpty() && !remote) {
            throw new QwenVlException("image-host needs --remote-images");
        }
        List<ImageSource> sources = new ArrayList<>(List.of(new DataUrls()));
        if (folder != null) {
            sources.add(LocalFiles.below(folder));
        }
        if (remote) {
            sources.add(new RemoteImages(RemotePolicy.guarded(Set.copyOf(hosts))));
        }
        return new ImageLoader(LIMITS, ExifOrientation.APPLY, sources);
    }
}
