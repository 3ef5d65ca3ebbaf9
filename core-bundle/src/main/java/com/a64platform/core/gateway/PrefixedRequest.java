package com.a64platform.core.gateway;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/** A request as an application mounted at a prefix sees it. */
final class PrefixedRequest extends HttpServletRequestWrapper {
    private final String prefix;

    PrefixedRequest(HttpServletRequest request, String prefix) {
        super(request);
        this.prefix = prefix;
    }

    @Override
    public String getContextPath() {
        return "";
    }

    @Override
    public String getServletPath() {
        return prefix;
    }

    @Override
    public String getPathInfo() {
        return getRequestURI().substring(prefix.length());
    }

    /**
     * Where an application is mounted, by the name that clients have for this server: a node has few, so the last one is
     * remembered. Thread-safe.
     */
    static final class Mount {
        private final String prefix;
        private volatile Origin last = new Origin("", URI.create(""));

        Mount(String prefix) {
            this.prefix = prefix;
        }

        /** What was asked of which application, both absolute. */
        record Address(URI application, URI asked) {}

        private record Origin(String text, URI application) {}

        /**
         * What the application would make out itself, with a builder that is a tenth of a short request. Empty when there is a
         * query or anything else that may have to be encoded or refused: that is for the application to judge.
         */
        Optional<Address> plain(HttpServletRequest request) {
            var path = request.getRequestURI();
            var url = request.getRequestURL().toString();
            if (request.getQueryString() != null || !PlainPath.plain(path) || !url.endsWith(path)) {
                return Optional.empty();
            }
            try {
                var application = application(url.substring(0, url.length() - path.length()));
                return Optional.of(new Address(application, new URI(url)));
            } catch (URISyntaxException namedOddly) {
                return Optional.empty();
            }
        }

        private URI application(String origin) throws URISyntaxException {
            var known = last;
            if (!known.text.equals(origin)) {
                known = new Origin(origin, new URI(origin + prefix + "/"));
                last = known;
            }
            return known.application;
        }
    }
}
