package com.a64platform.core.gateway;

import jakarta.servlet.http.HttpServletResponse;
import java.util.Map;

/** What every answer tells a browser: take it for what it says it is, run nothing in it, frame it nowhere, keep no copy. */
final class SafeHeaders {
    static final Map<String, String> VALUES = Map.of(
            "Cache-Control", "no-store",
            "Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'",
            "Referrer-Policy", "no-referrer",
            "X-Content-Type-Options", "nosniff");

    private SafeHeaders() {}

    /** Before anything else is written, so that a resource that knows better can set another value. */
    static void on(HttpServletResponse response) {
        VALUES.forEach(response::setHeader);
    }
}
