package io.github.qwenvl4j.image;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** Looks up a host name: {@link InetAddress#getAllByName}, but for tests. */
interface HostResolver {

    InetAddress[] resolve(String host) throws UnknownHostException;
}
