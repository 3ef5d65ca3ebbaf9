package com.a64platform.core.server;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;

/** Addresses written in digits. Whatever a client sends is read here, so nothing is ever looked up by name. */
final class AddressLiteral {
    private static final String BYTE = "(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
    private static final Pattern V4 = Pattern.compile("(?:" + BYTE + "\\.){3}" + BYTE);
    private static final Pattern V6 = Pattern.compile("[0-9A-Fa-f:.]{2,45}");
    private static final Pattern BRACKETED = Pattern.compile("\\[([^\\]]*)\\](?::\\d{1,5})?");
    private static final Pattern V4_WITH_PORT = Pattern.compile("([0-9.]+):\\d{1,5}");

    private AddressLiteral() {}

    /** An IPv4 or IPv6 address; no zone, for that has a meaning on another machine only. */
    static Optional<InetAddress> parse(String text) {
        boolean v6 = V6.matcher(text).matches() && text.contains(":");
        if (!v6 && !V4.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            // in brackets it is a literal or an error, never a name
            return Optional.of(InetAddress.getByName(v6 ? "[" + text + "]" : text));
        } catch (UnknownHostException malformed) {
            return Optional.empty();
        }
    }

    /** As proxies write it: with or without a port, IPv6 with or without brackets. */
    static Optional<InetAddress> parseHop(String text) {
        for (Pattern form : new Pattern[] {BRACKETED, V4_WITH_PORT}) {
            var found = form.matcher(text);
            if (found.matches()) {
                return parse(found.group(1)).filter(address -> form == V4_WITH_PORT || text.contains(":"));
            }
        }
        return parse(text);
    }
}
