package com.a64platform.core.leases;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Requests to one license server: certificates are verified, no redirection is followed, an answer has a limit of bytes and
 * of time, its body included. Thread-safe.
 */
public final class ServerConnection {
    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final int MOST_BYTES = 4 * 1024 * 1024;

    private final ServerAddress address;
    private final HttpClient client;

    public ServerConnection(ServerAddress address) {
        this.address = address;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT)
                .followRedirects(HttpClient.Redirect.NEVER)
                .sslContext(address.trust())
                .build();
    }

    /** @param body of at most 4 MiB */
    public record Answer(int status, byte[] body) {
        public Answer {
            body = body.clone();
        }

        @Override
        public byte[] body() {
            return body.clone();
        }
    }

    /** The server's host, for sentences. */
    public String host() {
        return address.base().getHost();
    }

    /** Sends JSON without credentials and waits for the whole answer. */
    public Answer post(String path, byte[] json, Duration limit) throws IOException {
        return exchange(request(path).POST(HttpRequest.BodyPublishers.ofByteArray(json)), limit);
    }

    /** Sends JSON in the name of an operator. */
    public Answer post(String path, byte[] json, String token, Duration limit) throws IOException {
        var request = request(path).header("Authorization", "Bearer " + token);
        return exchange(request.POST(HttpRequest.BodyPublishers.ofByteArray(json)), limit);
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(address.path(path))
                .header("Content-Type", "application/json")
                .header("Accept", "application/json");
    }

    /** The client's own timeout would end with the headers. */
    private Answer exchange(HttpRequest.Builder request, Duration limit) throws IOException {
        var exchange = client.sendAsync(request.build(), info -> new LimitedBody(MOST_BYTES));
        try {
            return answer(exchange.get(limit.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException slow) {
            exchange.cancel(true);
            throw new IOException("does not answer within " + limit.toSeconds() + " seconds");
        } catch (InterruptedException stopped) {
            exchange.cancel(true);
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("was not waited for");
        } catch (ExecutionException failed) {
            var cause = failed.getCause();
            // a connection that is refused has no message
            var why = Optional.ofNullable(cause.getMessage())
                    .orElse(cause.getClass().getSimpleName());
            throw new IOException("cannot be reached (" + why + ")", cause);
        }
    }

    private static Answer answer(HttpResponse<byte[]> response) throws IOException {
        if (response.statusCode() / 100 == 3) {
            throw new IOException("redirects elsewhere, which is not followed; correct its address");
        }
        return new Answer(response.statusCode(), response.body());
    }
}
