package io.github.qwenvl4j.image;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.regex.Pattern;

/** An unambiguous http or https URL: no user info, no unusual IPv4 notation, no IPv6 zone. */
record RemoteUrl(URI uri) {

    private static final String BYTE = "(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
    private static final Pattern IPV4 = Pattern.compile(BYTE + "(\\." + BYTE + "){3}");
    /** Host names that some resolvers parse as an IPv4 address: 2130706433, 0x7f.1, 127.1. */
    private static final Pattern NUMERIC_END = Pattern.compile("(?i)(.*\\.)?(\\d+|0x[0-9a-f]*)\\.?");

    static RemoteUrl parse(String address) throws UnusableImageException {
        try {
            return of(new URI(address));
        } catch (URISyntaxException e) {
            throw new UnusableImageException("is not a valid URL (%s)".formatted(e.getReason()), e);
        }
    }

    private static RemoteUrl of(URI uri) throws UnusableImageException {
        String scheme = uri.getScheme();
        if (!"http".equalsIgnoreCase(scheme) && !"https".equalsIgnoreCase(scheme)) {
            throw UnusableImageException.notPermitted("was not fetched: only http and https are, not " + scheme);
        }
        if (uri.getRawUserInfo() != null) {
            throw UnusableImageException.notFetched("its URL holds a user name");
        }
        String host = uri.getHost();
        if (host == null || host.contains("%")) {
            throw new UnusableImageException("is a URL without a valid host name");
        }
        if (NUMERIC_END.matcher(host).matches() && !IPV4.matcher(host).matches()) {
            throw new UnusableImageException("is a URL with an odd IPv4 address: " + host);
        }
        if (uri.getPort() == 0 || uri.getPort() > 65_535) {
            throw new UnusableImageException("is a URL with port " + uri.getPort());
        }
        return new RemoteUrl(uri);
    }

    /** The target of a redirect from this URL; never from https to http. */
    RemoteUrl redirect(String location) throws UnusableImageException {
        RemoteUrl target;
        try {
            target = of(uri.resolve(new URI(location)));
        } catch (URISyntaxException e) {
            throw UnusableImageException.notFetched("it redirects to an invalid URL", e);
        }
        if (isSecure() && !target.isSecure()) {
            throw UnusableImageException.notPermitted("was not fetched: it redirects from https to http");
        }
        return target;
    }

    boolean isSecure() {
        return "https".equalsIgnoreCase(uri.getScheme());
    }

    /** A name, or an address literal, IPv6 in brackets. */
    String host() {
        return uri.getHost();
    }

    int port() {
        if (uri.getPort() >= 0) {
            return uri.getPort();
        }
        return isSecure() ? 443 : 80;
    }
}
