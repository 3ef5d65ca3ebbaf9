package com.a64platform.core.gateway;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.http.HttpURI;

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
        /** A power of two. */
        private static final int PLACES = 64;
        /** Longer addresses are not remembered, so that nobody fills the memory with them. */
        private static final int LONGEST = 256;

        private final String prefix;
        /** Clients ask the same again and again. An address has one place, which it shares with others: the last one has it. */
        private final AtomicReferenceArray<URI> asked = new AtomicReferenceArray<>(PLACES);

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
        Optional<Address> plain(PrefixedRequest request) {
            var uri = ServletContextRequest.getServletContextRequest(request).getHttpURI();
            return uri.getPath().equals(request.getRequestURI()) ? plain(uri) : Optional.empty();
        }

        /** Asked in the server's own form, which has the text made once: the request would make it anew, and copy it twice. */
        Optional<Address> plain(HttpURI uri) {
            var path = uri.getPath();
            if (uri.getQuery() != null || !PlainPath.plain(path)) {
                return Optional.empty();
            }
            var url = uri.asString();
            if (!url.endsWith(path)) {
                return Optional.empty();
            }
            try {
                var application = application(url.substring(0, url.length() - path.length()));
                return Optional.of(new Address(application, asked(url)));
            } catch (URISyntaxException namedOddly) {
                return Optional.empty();
            }
        }

        private URI asked(String url) throws URISyntaxException {
            int place = url.hashCode() & PLACES - 1;
            var known = asked.get(place);
            if (known != null && known.toString().equals(url)) {
                return known;
            }
            var parsed = new URI(url);
            if (url.length() <= LONGEST) {
                asked.set(place, parsed);
            }
            return parsed;
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
