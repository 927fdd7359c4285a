package io.github.qwenvl4j.cli.serve;

import io.github.qwenvl4j.QwenVlException;
import io.github.qwenvl4j.image.DataUrls;
import io.github.qwenvl4j.image.ExifOrientation;
import io.github.qwenvl4j.image.ImageLimits;
import io.github.qwenvl4j.image.ImageLoader;
import io.github.qwenvl4j.image.ImageSource;
import io.github.qwenvl4j.image.RemoteImages;
import io.github.qwenvl4j.image.RemotePolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Option;

/** Which pictures a server accepts: data URLs always, web addresses if enabled, local files never. */
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

    ImageLoader loader() {
        if (!hosts.isEmpty() && !remote) {
            throw new QwenVlException("image-host needs --remote-images");
        }
        List<ImageSource> sources = new ArrayList<>(List.of(new DataUrls()));
        if (remote) {
            sources.add(new RemoteImages(RemotePolicy.guarded(Set.copyOf(hosts))));
        }
        return new ImageLoader(LIMITS, ExifOrientation.APPLY, sources);
    }
}
