package com.a64platform.core.server;

import java.net.InetAddress;

/**
 * Addresses that begin with the same bits. Immutable.
 *
 * @param first one of them
 * @param bits how many bits they have in common
 */
record AddressRange(InetAddress first, int bits) {
    AddressRange {
        int length = first.getAddress().length * 8;
        if (bits < 0 || bits > length) {
            throw new IllegalArgumentException("An address of " + length + " bits has no prefix of " + bits);
        }
    }

    /**
     * Reads {@code 10.0.0.0/8}, {@code 2001:db8::/32} or one address; no names.
     *
     * @throws IllegalArgumentException when it is none of these
     */
    static AddressRange parse(String text) {
        int slash = text.indexOf('/');
        var literal = slash < 0 ? text : text.substring(0, slash);
        var first = AddressLiteral.parse(literal)
                .orElseThrow(() -> new IllegalArgumentException(text + " is no address and no range of addresses"));
        int bits = slash < 0 ? first.getAddress().length * 8 : Integer.parseInt(text.substring(slash + 1));
        return new AddressRange(first, bits);
    }

    /** IPv4 and IPv6 have nothing in common; an IPv4 address mapped into IPv6 is an IPv4 address. */
    boolean contains(InetAddress address) {
        byte[] mine = first.getAddress();
        byte[] other = address.getAddress();
        if (mine.length != other.length) {
            return false;
        }
        for (int bit = 0; bit < bits; bit++) {
            int mask = 0x80 >> (bit % 8);
            if ((mine[bit / 8] & mask) != (other[bit / 8] & mask)) {
                return false;
            }
        }
        return true;
    }
}
