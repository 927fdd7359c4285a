package io.github.qwenvl4j.hub;

import io.github.qwenvl4j.QwenVlException;
import java.net.URI;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A file of a model on a hub.
 *
 * @param path inside the model, with {@code /}
 * @param size in bytes
 * @param checksum absent if the hub lists none
 * @param uri where it is fetched
 */
record RemoteFile(String path, long size, Optional<Checksum> checksum, URI uri) {

    private static final Pattern OUTSIDE = Pattern.compile("(^|/)(\\.{0,2})(/|$)|[\\\\:\\p{Cntrl}]");

    /** Refuses names that lead out of the model's folder. */
    RemoteFile {
        if (OUTSIDE.matcher(path).find()) {
            throw new QwenVlException("the hub lists a file '" + path.replaceAll("\\p{Cntrl}", "?")
                    + "', which is not inside the model's folder");
        }
        if (size < 0) {
            throw new QwenVlException("the hub lists a size of " + size + " for " + path);
        }
    }
}
