package com.a64platform.core.registry;

import com.a64platform.core.platform.PlatformSettings.RegistryAccess;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscribers;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A registry behind HTTP. Redirections are followed within the same scheme, host and port only. */
final class HttpSource implements RegistrySource {
    private static final Duration ANSWER = Duration.ofSeconds(30);
    private static final int MAX_REDIRECTIONS = 5;

    private final RegistryAddress address;
    private final RegistryRoute route;
    private final Duration answerLimit;
    private final Duration downloadLimit;

    /** @param downloadLimit how long one artifact may take as a whole; a document does not take longer either */
    HttpSource(RegistryAddress address, RegistryAccess access, Duration downloadLimit) {
        this.address = address;
        this.route = new RegistryRoute(address, access);
        this.downloadLimit = downloadLimit;
        this.answerLimit = downloadLimit.compareTo(ANSWER) < 0 ? downloadLimit : ANSWER;
    }

    @Override
    public String label() {
        return address.host();
    }

    @Override
    public Optional<byte[]> read(String path, int limit) throws IOException {
        var content = new ByteArrayOutputStream();
        boolean found = exchange(path, builder -> {}, answerLimit, (status, headers) -> {
            requireStatus(status, 200);
            content.reset();
            return bytes -> collect(bytes, content, limit);
        });
        return found ? Optional.of(content.toByteArray()) : Optional.empty();
    }

    @Override
    public boolean download(String path, Download download) throws IOException {
        var tag = download.received() > 0 ? download.tag() : Optional.<String>empty();
        var start = download.received();
        return exchange(
                path,
                request -> tag.ifPresent(
                        known -> request.header("Range", "bytes=" + start + "-").header("If-Range", known)),
                downloadLimit,
                (status, headers) -> sink(status, headers, download));
    }

    /** What to do with the answer's body. */
    @FunctionalInterface
    private interface Answer {
        Body.Sink accept(int status, HttpHeaders headers) throws IOException;
    }

    /** What to add to a request. */
    @FunctionalInterface
    private interface Addition {
        void to(HttpRequest.Builder request);
    }

    private static Body.Sink sink(int status, HttpHeaders headers, Download download) throws IOException {
        if (status == 416 || status == 206 && another(headers, download)) {
            download.restart();
            throw new IOException("has another file than before");
        }
        if (status == 206) {
            if (!download.continuedBy(headers.firstValue("Content-Range").orElse(""))) {
                throw new RefusedException("sent another part of the file than was asked for");
            }
        } else {
            requireStatus(status, 200);
            download.startOf(validator(headers));
        }
        return download::write;
    }

    /** A server that does not heed what it was asked under: it goes on with a file that is not the one we have. */
    private static boolean another(HttpHeaders headers, Download download) throws IOException {
        var now = headers.firstValue("ETag");
        return download.tag().isPresent() && now.isPresent() && !now.equals(download.tag());
    }

    /** A weak tag says that two files mean the same, not that they have the same bytes. */
    private static Optional<String> validator(HttpHeaders headers) {
        return headers.firstValue("ETag")
                .filter(tag -> tag.startsWith("\""))
                .or(() -> headers.firstValue("Last-Modified"));
    }

    private boolean exchange(String path, Addition addition, Duration limit, Answer answer) throws IOException {
        var target = address.base().resolve(path);
        for (int i = 0; i <= MAX_REDIRECTIONS; i++) {
            var request = route.request(target).timeout(answerLimit).GET();
            addition.to(request);
            var response = send(request.build(), limit, answer);
            if (response.isEmpty()) {
                return true;
            }
            if (response.get().missing()) {
                return false;
            }
            target = redirected(target, response.get().location());
        }
        throw new RefusedException("redirects without end");
    }

    /** An answer that carries nothing for us: there is no such file, or it is elsewhere. */
    private record Elsewhere(boolean missing, Optional<String> location) {}

    /** The answer when it was not given to {@code answer}. */
    private Optional<Elsewhere> send(HttpRequest request, Duration limit, Answer answer) throws IOException {
        BodyHandler<Void> handler = info -> {
            if (elsewhere(info.statusCode()) || missing(info.statusCode())) {
                return BodySubscribers.replacing(null);
            }
            try {
                return new Body(answer.accept(info.statusCode(), info.headers()));
            } catch (IOException refusal) {
                return Body.refused(refusal);
            }
        };
        var response = await(route.client().sendAsync(request, handler), limit);
        if (missing(response.statusCode())) {
            return Optional.of(new Elsewhere(true, Optional.empty()));
        }
        return elsewhere(response.statusCode())
                ? Optional.of(new Elsewhere(false, response.headers().firstValue("Location")))
                : Optional.empty();
    }

    /** The client's own timeout ends with the headers; a body that stops coming is broken off here. */
    private static <T> T await(CompletableFuture<T> exchange, Duration limit) throws IOException {
        try {
            return exchange.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException slow) {
            exchange.cancel(true);
            throw tooSlow(limit);
        } catch (InterruptedException stopped) {
            exchange.cancel(true);
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("stopped");
        } catch (ExecutionException failed) {
            throw cause(failed, limit);
        }
    }

    private static IOException cause(ExecutionException failed, Duration limit) {
        if (failed.getCause() instanceof HttpTimeoutException
                && !(failed.getCause() instanceof HttpConnectTimeoutException)) {
            return tooSlow(limit);
        }
        return failed.getCause() instanceof IOException cause
                ? cause
                : new IOException("The exchange failed", failed.getCause());
    }

    private static IOException tooSlow(Duration limit) {
        return new RefusedException("took longer than " + limit.toSeconds() + " seconds");
    }

    private URI redirected(URI from, Optional<String> location) throws IOException {
        try {
            var target = from.resolve(location.orElse(""));
            if (location.isPresent() && address.covers(target)) {
                return target;
            }
        } catch (IllegalArgumentException unreadable) {
            throw new RefusedException("redirects to what is no address");
        }
        throw new RefusedException(
                "redirects to another host, which is not followed; ask its operator for the right address");
    }

    private static void collect(ByteBuffer bytes, ByteArrayOutputStream content, int limit) throws IOException {
        if (content.size() + bytes.remaining() > limit) {
            throw new TooLargeException();
        }
        var block = new byte[bytes.remaining()];
        bytes.get(block);
        content.write(block);
    }

    private static void requireStatus(int status, int expected) throws IOException {
        if (status == 401 || status == 403) {
            throw new RefusedException("refuses us (" + status + "); check the registry's credentials");
        }
        if (status == 407) {
            throw new RefusedException("is not reached, its proxy refuses us; check the proxy's credentials");
        }
        if (status != expected) {
            throw new RefusedException("answered with status " + status);
        }
    }

    private static boolean elsewhere(int status) {
        return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
    }

    private static boolean missing(int status) {
        return status == 404 || status == 410;
    }
}
