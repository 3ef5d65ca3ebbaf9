package com.a64platform.core.registry;

import java.net.URI;
import java.util.Locale;
import java.util.Set;

/**
 * The address of an HTTP registry. Its text shows the host only.
 *
 * @param base ends with a slash and has neither credentials, query nor fragment
 */
record RegistryAddress(URI base) {
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    /**
     * @param plainAllowed whether {@code http:} may leave this machine
     * @throws IllegalArgumentException with a sentence that repeats nothing of the address but its host
     */
    static RegistryAddress parse(URI address, boolean plainAllowed) {
        var host = address.getHost();
        if (host == null || address.getQuery() != null || address.getFragment() != null) {
            throw new IllegalArgumentException(
                    "A registry is a plain https: address or file: folder, without query or fragment.");
        }
        if (address.getRawUserInfo() != null) {
            throw new IllegalArgumentException("A registry's address must not carry credentials; say in"
                    + " MODULE_REGISTRY_CREDENTIALS where those for " + host + " are.");
        }
        if ("http".equals(scheme(address)) && !plainAllowed && !loopback(host)) {
            throw new IllegalArgumentException(
                    "A registry may be reached by http: on this machine only; use https: for " + host + ".");
        }
        var path = address.getRawPath() == null ? "" : address.getRawPath();
        var base = scheme(address) + "://" + host + (address.getPort() < 0 ? "" : ":" + address.getPort())
                + (path.endsWith("/") ? path : path + "/");
        return new RegistryAddress(URI.create(base));
    }

    /** Whether a redirection stays with the same registry. */
    boolean covers(URI target) {
        return scheme(base).equals(scheme(target))
                && base.getHost().equalsIgnoreCase(target.getHost())
                && base.getPort() == target.getPort()
                && target.getUserInfo() == null;
    }

    /** Whether it is this machine itself. */
    boolean loopback() {
        return loopback(host());
    }

    /** Whether nobody on the way can read what is sent. */
    boolean concealed() {
        return scheme(base).equals("https") || loopback();
    }

    String host() {
        return base.getHost();
    }

    @Override
    public String toString() {
        return "RegistryAddress[" + host() + "]";
    }

    private static boolean loopback(String host) {
        return LOOPBACK.contains(host.toLowerCase(Locale.ROOT));
    }

    private static String scheme(URI address) {
        return String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT);
    }
}
