package io.github.qwenvl4j.image;

import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code data:image/...;base64,...}, strictly read: no white space, no other alphabet, the length checked before decoding.
 * The declared kind of image is not trusted: the bytes decide. Thread-safe.
 */
public final class DataUrls implements ImageSource {

    private static final Pattern HEADER = Pattern.compile("(?i)data:([a-z0-9.+/-]*)(?:;[a-z0-9=._-]+)*?(;base64)?");
    private static final int LONGEST_HEADER = 100;

    @Override
    public Kind kind() {
        return Kind.DATA_URL;
    }

    @Override
    public byte[] read(String address, ImageLimits limits) throws UnusableImageException {
        int comma = address.indexOf(',');
        if (comma < 0 || comma > LONGEST_HEADER) {
            throw new UnusableImageException("is not a data URL: no comma after its header");
        }
        Matcher header = HEADER.matcher(address.substring(0, comma));
        if (!header.matches()) {
            throw new UnusableImageException("is not a data URL: bad header");
        }
        if (header.group(2) == null) {
            throw new UnusableImageException("is a data URL without ;base64");
        }
        if (!header.group(1).regionMatches(true, 0, "image/", 0, 6)) {
            throw new UnusableImageException("is a data URL of type '%s', not of an image".formatted(header.group(1)));
        }
        limits.checkBytes((address.length() - comma - 1L) / 4 * 3 - 2);
        try {
            return Base64.getDecoder().decode(address.substring(comma + 1));
        } catch (IllegalArgumentException e) {
            throw new UnusableImageException("is a data URL of bad base64 (%s)".formatted(e.getMessage()), e);
        }
    }
}
