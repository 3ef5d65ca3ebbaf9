package com.a64platform.core.gateway;

import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import org.eclipse.jetty.ee10.servlet.ServletContextResponse;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.PreEncodedHttpField;

/** What every answer tells a browser: take it for what it says it is, run nothing in it, frame it nowhere, keep no copy. */
final class SafeHeaders {
    /** Encoded once: letter by letter they would be a part of every request that shows. */
    private static final List<HttpField> FIELDS = List.of(
            new PreEncodedHttpField("Cache-Control", "no-store"),
            new PreEncodedHttpField("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
            new PreEncodedHttpField("Referrer-Policy", "no-referrer"),
            new PreEncodedHttpField("X-Content-Type-Options", "nosniff"));

    private SafeHeaders() {}

    /** Before anything else is written, so that a resource that knows better can set another value. */
    static void on(HttpServletResponse response) {
        var headers = ServletContextResponse.getServletContextResponse(response).getHeaders();
        if (headers.size() == 1 && headers.contains(HttpHeader.DATE)) {
            FIELDS.forEach(headers::add); // with nothing to replace there is nothing to look for
        } else {
            on(headers);
        }
    }

    static void on(HttpFields.Mutable headers) {
        FIELDS.forEach(headers::put);
    }
}
