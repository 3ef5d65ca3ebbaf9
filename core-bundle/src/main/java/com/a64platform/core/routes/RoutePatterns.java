package com.a64platform.core.routes;

import java.util.Locale;

/** One way to write a route, so that a declared one and an attached one compare equal. */
public final class RoutePatterns {
    private RoutePatterns() {}

    /** {@code get}, {@code farms/{id:[a-z]+}/} becomes {@code GET /farms/{}}. */
    public static String normal(String method, String path) {
        var plain = ("/" + path).replaceAll("\\{[^}]*}", "{}").replaceAll("/{2,}", "/");
        var trimmed = plain.length() > 1 && plain.endsWith("/") ? plain.substring(0, plain.length() - 1) : plain;
        return method.toUpperCase(Locale.ROOT) + " " + trimmed;
    }
}
