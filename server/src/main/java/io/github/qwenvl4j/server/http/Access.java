package io.github.qwenvl4j.server.http;

import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Who may ask a server, and how much.
 *
 * @param names names under which a proxy makes a server on this machine known, beside those of this machine
 * @param origins pages of other sites that may use it
 * @param openWithoutKey whether other machines may be served without an API key
 * @param keys who may ask; none: everybody who can reach the server
 * @param rates how much each key may ask; without keys, each address
 */
public record Access(Set<String> names, CrossOrigin origins, boolean openWithoutKey, ApiKeys keys, RateLimits rates) {

    /** Who can reach the server, other sites' pages excepted. */
    public static final Access LOCAL = new Access(Set.of(), CrossOrigin.none(), false, ApiKeys.none(), RateLimits.NONE);

    public Access {
        names = names.stream().map(name -> name.toLowerCase(Locale.ROOT)).collect(Collectors.toUnmodifiableSet());
    }
}
