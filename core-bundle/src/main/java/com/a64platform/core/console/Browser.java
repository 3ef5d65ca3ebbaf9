package com.a64platform.core.console;

import com.a64platform.core.audit.Audit;
import com.a64platform.core.identity.Caller;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.URI;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What a request of a browser says about itself, and the session cookie that it is given. */
final class Browser {
    static final String COOKIE = "a64-console";
    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");

    private Browser() {}

    static boolean writes(HttpServletRequest request) {
        return !READING.contains(request.getMethod());
    }

    /**
     * Whether a page of this very address sent the request. The scheme is left out: a proxy in front may speak TLS. A
     * request that writes without saying where it comes from is not ours.
     */
    static boolean sameOrigin(HttpServletRequest request) {
        try {
            String authority = URI.create(header(request, "Origin")).getRawAuthority();
            return authority != null && authority.equalsIgnoreCase(header(request, "Host"));
        } catch (IllegalArgumentException unreadable) {
            return false;
        }
    }

    static Optional<String> session(HttpServletRequest request) {
        return Stream.of(Optional.ofNullable(request.getCookies()).orElse(new Cookie[0]))
                .filter(cookie -> cookie.getName().equals(COOKIE))
                .map(Cookie::getValue)
                .findFirst();
    }

    static void remember(HttpServletRequest request, HttpServletResponse response, String id) {
        response.addHeader("Set-Cookie", COOKIE + "=" + id + attributes(request));
    }

    static void forget(HttpServletRequest request, HttpServletResponse response) {
        response.addHeader("Set-Cookie", COOKIE + "=; Max-Age=0" + attributes(request));
    }

    /** Nothing of the console is kept, framed or taken for another type. */
    static void harden(HttpServletResponse response) {
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Frame-Options", "DENY");
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Referrer-Policy", "same-origin");
    }

    static Audit.Actor unknown(HttpServletRequest request) {
        return new Audit.Actor("", "", request.getRemoteAddr(), agent(request));
    }

    static Audit.Actor actor(Caller caller, HttpServletRequest request) {
        return new Audit.Actor(caller.id(), caller.email(), request.getRemoteAddr(), agent(request));
    }

    private static String agent(HttpServletRequest request) {
        String agent = header(request, "User-Agent");
        return agent.substring(0, Math.min(agent.length(), 200));
    }

    private static String attributes(HttpServletRequest request) {
        boolean tls = request.isSecure() || header(request, "X-Forwarded-Proto").equals("https");
        return "; Path=/system; HttpOnly; SameSite=Strict" + (tls ? "; Secure" : "");
    }

    private static String header(HttpServletRequest request, String name) {
        return Optional.ofNullable(request.getHeader(name)).orElse("");
    }
}
