package io.github.qwenvl4j.server.http;

import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Who may use a server, and how much.
 *
 * @param names additional host names, such as the public name of a proxy in front of a server on this machine
 * @param origins other origins whose pages may use it
 * @param openWithoutKey whether other machines may use it without an API key
 * @param keys API keys; none: everybody who can reach the server may use it
 * @param rates rate limits of each key, or of each address if there are no keys
 * @param admin keys that load and unload adapters; none: nobody may
 */
public record Access(
        Set<String> names, CrossOrigin origins, boolean openWithoutKey, ApiKeys keys, RateLimits rates, ApiKeys admin) {

    /** Open to everybody who can reach the server, except pages of other origins. */
    public static final Access LOCAL = new Access(Set.of(), CrossOrigin.none(), false, ApiKeys.none(), RateLimits.NONE);

    /** Nobody may load adapters. */
    public Access(Set<String> names, CrossOrigin origins, boolean openWithoutKey, ApiKeys keys, RateLimits rates) {
        this(names, origins, openWithoutKey, keys, rates, ApiKeys.none());
    }

    public Access {
        names = names.stream().map(name -> name.toLowerCase(Locale.ROOT)).collect(Collectors.toUnmodifiableSet());
    }
}
