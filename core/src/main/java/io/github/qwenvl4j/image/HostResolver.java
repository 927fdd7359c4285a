package io.github.qwenvl4j.image;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** Resolves a host name; {@link InetAddress#getAllByName}, replaceable in tests. */
interface HostResolver {

    InetAddress[] resolve(String host) throws UnknownHostException;
}
