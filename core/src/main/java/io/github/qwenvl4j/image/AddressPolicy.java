package io.github.qwenvl4j.image;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;

/** Which network addresses may be connected to when a picture is fetched. */
public enum AddressPolicy {
    /** Any address, including the local machine: for command-line use. */
    ANY {
        @Override
        boolean allows(InetAddress address) {
            return true;
        }
    },
    /**
     * Only the public internet: global unicast without every special range, also where an IPv6 address embeds an IPv4
     * one (mapped, NAT64, 6to4, Teredo).
     */
    PUBLIC {
        @Override
        boolean allows(InetAddress address) {
            // ::ffff:a.b.c.d arrives as an Inet4Address.
            if (address instanceof Inet4Address) {
                return Ranges.SPECIAL_IPV4.stream().noneMatch(range -> range.contains(address));
            }
            return Ranges.GLOBAL_IPV6.contains(address)
                    && Ranges.SPECIAL_IPV6.stream().noneMatch(range -> range.contains(address));
        }
    };

    /** Only where addresses are checked. */
    private static final class Ranges {

        /** IANA IPv4 special-purpose address registry, multicast and reserved. */
        private static final List<AddressRange> SPECIAL_IPV4 = AddressRange.list(
                "0.0.0.0/8",
                "10.0.0.0/8",
                "100.64.0.0/10",
                "127.0.0.0/8",
                "169.254.0.0/16",
                "172.16.0.0/12",
                "192.0.0.0/24",
                "192.0.2.0/24",
                "192.31.196.0/24",
                "192.52.193.0/24",
                "192.88.99.0/24",
                "192.168.0.0/16",
                "192.175.48.0/24",
                "198.18.0.0/15",
                "198.51.100.0/24",
                "203.0.113.0/24",
                "224.0.0.0/4",
                "240.0.0.0/4");

        /**
         * Contains all globally routed addresses; loopback, private, link-local, multicast and NAT64 addresses are outside.
         */
        private static final AddressRange GLOBAL_IPV6 = AddressRange.of("2000::/3");

        /** IETF protocols with Teredo and ORCHID, documentation, 6to4. */
        private static final List<AddressRange> SPECIAL_IPV6 =
                AddressRange.list("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20");
    }

    abstract boolean allows(InetAddress address);
}
