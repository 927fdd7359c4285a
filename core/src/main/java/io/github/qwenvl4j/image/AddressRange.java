package io.github.qwenvl4j.image;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.stream.Stream;

/**
 * A block of network addresses.
 *
 * @param first the lowest address
 * @param prefix number of leading bits that all addresses have in common
 */
record AddressRange(InetAddress first, int prefix) {

    /** @param cidr an address literal, a slash and the length of the prefix */
    static AddressRange of(String cidr) {
        int slash = cidr.indexOf('/');
        try {
            InetAddress first =
                    InetAddress.getByName(cidr.substring(0, slash)); // an address literal, so there is no DNS query
            return new AddressRange(first, Integer.parseInt(cidr.substring(slash + 1)));
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("not an address range: " + cidr, e);
        }
    }

    static List<AddressRange> list(String... cidrs) {
        return Stream.of(cidrs).map(AddressRange::of).toList();
    }

    boolean contains(InetAddress address) {
        byte[] mine = first.getAddress();
        byte[] other = address.getAddress();
        if (mine.length != other.length) {
            return false;
        }
        int hostBits = 8 * mine.length - prefix;
        return new BigInteger(1, mine).shiftRight(hostBits).equals(new BigInteger(1, other).shiftRight(hostBits));
    }
}
