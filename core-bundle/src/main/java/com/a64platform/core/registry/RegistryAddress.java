package com.a64platform.core.registry;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The address of an HTTP registry, its credentials taken out. Its text shows the host only.
 *
 * @param base ends with a slash and has neither credentials, query nor fragment
 * @param authorization the value of the header, when the address had credentials
 */
record RegistryAddress(URI base, Optional<String> authorization) {
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    /**
     * @param plainAllowed whether {@code http:} may leave this machine
     * @throws IllegalArgumentException with a sentence that repeats nothing of the address but its host
     */
    static RegistryAddress parse(URI address, boolean plainAllowed) {
        var host = address.getHost();
        if (host == null || address.getQuery() != null || address.getFragment() != null) {
            throw new IllegalArgumentException(
                    "MODULE_REGISTRY must be a plain https: address or file: folder, without query or fragment.");
        }
        if ("http".equals(scheme(address)) && !plainAllowed && !LOOPBACK.contains(host.toLowerCase(Locale.ROOT))) {
            throw new IllegalArgumentException(
                    "MODULE_REGISTRY may use http: with this machine only; use https: for " + host + ".");
        }
        var path = address.getRawPath() == null ? "" : address.getRawPath();
        var base = scheme(address) + "://" + host + (address.getPort() < 0 ? "" : ":" + address.getPort())
                + (path.endsWith("/") ? path : path + "/");
        return new RegistryAddress(
                URI.create(base), Optional.ofNullable(address.getUserInfo()).map(RegistryAddress::basic));
    }

    /** Whether a redirection stays with the same registry. */
    boolean covers(URI target) {
        return scheme(base).equals(scheme(target))
                && base.getHost().equalsIgnoreCase(target.getHost())
                && base.getPort() == target.getPort()
                && target.getUserInfo() == null;
    }

    String host() {
        return base.getHost();
    }

    @Override
    public String toString() {
        return "RegistryAddress[" + host() + "]";
    }

    private static String scheme(URI address) {
        return String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT);
    }

    private static String basic(String credentials) {
        return "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
    }
}
