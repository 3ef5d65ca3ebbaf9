package com.a64platform.core.server;

import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The proxies whose word about a client's address counts, and the one header in which they give it. A proxy appends whom it
 * was asked by, so the header is read from its end: each hop is believed because the one after it is in the list. What stands
 * further left came from the client. Immutable.
 */
final class TrustedProxies {
    private static final String FORWARDED = "Forwarded";

    private final List<AddressRange> ranges;
    private final String header;

    /**
     * @param ranges addresses and ranges; none for believing nobody
     * @param header {@code X-Forwarded-For} or {@code Forwarded}; the other one is never read, for a proxy that writes one
     *     lets the client's other one through
     */
    TrustedProxies(List<String> ranges, String header) {
        this.ranges = ranges.stream().map(AddressRange::parse).toList();
        this.header = header;
    }

    boolean none() {
        return ranges.isEmpty();
    }

    String header() {
        return header;
    }

    /**
     * Where a request comes from.
     *
     * @param peer who is connected
     * @param lines the header's values in the order in which they came
     * @return the last hop that is not in the list; the last one that can be read when a proxy says something else
     */
    InetAddress client(InetAddress peer, List<String> lines) {
        var client = peer;
        var hops = String.join(",", lines).split(",", -1);
        for (int i = hops.length - 1; i >= 0 && trusts(client); i--) {
            var hop = hop(hops[i].strip());
            if (hop.isEmpty()) {
                break;
            }
            client = hop.get();
        }
        return client;
    }

    private boolean trusts(InetAddress address) {
        return ranges.stream().anyMatch(range -> range.contains(address));
    }

    private Optional<InetAddress> hop(String text) {
        return header.equals(FORWARDED)
                ? forwardedFor(text).flatMap(AddressLiteral::parseHop)
                : AddressLiteral.parseHop(text);
    }

    /**
     * The one {@code for=} of an element of RFC 7239. Commas split elements whether quoted or not: no address has one, and a
     * quote that the client leaves open would otherwise reach into what a proxy appended.
     */
    private static Optional<String> forwardedFor(String element) {
        var found = List.of(element.split(";")).stream()
                .map(String::strip)
                .filter(pair -> pair.toLowerCase(Locale.ROOT).startsWith("for="))
                .map(pair -> pair.substring("for=".length()))
                .toList();
        return found.size() == 1 ? Optional.of(unquoted(found.get(0))) : Optional.empty();
    }

    private static String unquoted(String value) {
        boolean quoted = value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"");
        return quoted ? value.substring(1, value.length() - 1) : value;
    }
}
