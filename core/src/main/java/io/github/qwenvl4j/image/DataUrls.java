package io.github.qwenvl4j.image;

import java.io.IOException;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code data:image/...;base64,...}, in the usual or the URL-safe alphabet, in one line or many; the length is checked before
 * decoding. The declared kind of image is not trusted: the bytes decide, also where none is declared. Thread-safe.
 */
public final class DataUrls implements ImageSource {

    private static final Pattern HEADER = Pattern.compile("(?i)data:([a-z0-9.+/-]*)(?:;[a-z0-9=._-]+)*?(;base64)?");
    private static final Pattern WHITE_SPACE = Pattern.compile("[ \\t\\r\\n]+");
    private static final int LONGEST_HEADER = 100;

    public DataUrls() {}

    @Override
    public boolean serves(String address) {
        return AddressForm.DATA_URL.isFormOf(address);
    }

    @Override
    public byte[] read(String address, ImageLimits limits) throws IOException {
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
        if (!mayBeImage(header.group(1))) {
            throw new UnusableImageException("is a data URL of type '%s', not of an image".formatted(header.group(1)));
        }
        limits.checkBytes((address.length() - comma - 1L) / 4 * 3 - 2);
        try {
            return decode(address.substring(comma + 1));
        } catch (IllegalArgumentException e) {
            throw new UnusableImageException("is a data URL of bad base64", e);
        }
    }

    private static boolean mayBeImage(String type) {
        return type.isEmpty()
                || type.equalsIgnoreCase("application/octet-stream")
                || type.equalsIgnoreCase("application/pdf")
                || type.regionMatches(true, 0, "image/", 0, 6);
    }

    private static byte[] decode(String base64) {
        String line = WHITE_SPACE.matcher(base64).replaceAll("");
        boolean urlSafe = line.indexOf('-') >= 0 || line.indexOf('_') >= 0;
        return (urlSafe ? Base64.getUrlDecoder() : Base64.getDecoder()).decode(line);
    }
}
