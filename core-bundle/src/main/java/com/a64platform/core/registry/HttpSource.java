package com.a64platform.core.registry;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/** A registry behind HTTP. Redirections are followed within the same scheme, host and port only. */
final class HttpSource implements RegistrySource {
    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final Duration ANSWER = Duration.ofSeconds(30);
    private static final int MAX_REDIRECTIONS = 5;
    private static final Pattern RANGE = Pattern.compile("bytes (\\d+)-\\d+/(?:\\d+|\\*)");

    private final RegistryAddress address;
    private final Duration downloadLimit;
    private final HttpClient client = HttpClient.newBuilder()
            .connectTimeout(CONNECT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    /** @param downloadLimit how long one artifact may take as a whole */
    HttpSource(RegistryAddress address, Duration downloadLimit) {
        this.address = address;
        this.downloadLimit = downloadLimit;
    }

    @Override
    public String label() {
        return address.host();
    }

    @Override
    public Optional<byte[]> read(String path, int limit) throws IOException {
        var content = new ByteArrayOutputStream();
        boolean found = exchange(path, builder -> {}, ANSWER, (status, headers) -> {
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
        if (status == 206) {
            var range = RANGE.matcher(headers.firstValue("Content-Range").orElse(""));
            if (!range.matches() || !range.group(1).equals(Long.toString(download.received()))) {
                throw new RefusedException("sent another part of the file than was asked for");
            }
        } else if (status == 416) {
            download.restart();
            throw new RefusedException("has another file than before; try again");
        } else {
            requireStatus(status, 200);
            download.startOf(validator(headers));
        }
        return download::write;
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
            var request = HttpRequest.newBuilder(target).timeout(ANSWER).GET();
            address.authorization().ifPresent(value -> request.header("Authorization", value));
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
        var response = await(client.sendAsync(request, handler), limit);
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
            throw new RefusedException("took longer than " + limit.toSeconds() + " seconds");
        } catch (InterruptedException stopped) {
            exchange.cancel(true);
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("stopped");
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof IOException cause) {
                throw cause;
            }
            throw new IOException("The exchange failed", failed.getCause());
        }
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
        throw new RefusedException("redirects to another host, which is not followed");
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
            throw new RefusedException("refuses us (" + status + "); check the credentials in MODULE_REGISTRY");
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
