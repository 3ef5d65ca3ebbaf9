package com.a64platform.core.licenseserver;

import com.a64platform.core.crypto.StrictJson;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletionException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Between HTTP and the desk: bodies with a limit, JSON answers, and nothing of a failure's inside. */
final class Door extends Handler.Abstract.NonBlocking {
    private static final int MOST_BYTES = 32 * 1024;

    private final Desk desk;
    private final ServerLog log;

    Door(Desk desk, ServerLog log) {
        this.desk = desk;
        this.log = log;
    }

    /** No thread waits for a body that comes slowly, nor for a change. */
    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        // waiting for a change is no idling; a body that does not come still is
        request.addIdleTimeoutListener(waiting -> false);
        WholeBody.of(request, MOST_BYTES)
                .thenComposeAsync(
                        body -> desk.answer(call(request, body)),
                        request.getComponents().getExecutor())
                .whenComplete((answer, failure) -> {
                    if (failure == null) {
                        write(response, callback, 200, answer);
                    } else {
                        refuse(response, callback, cause(failure));
                    }
                });
        return true;
    }

    private static Desk.Call call(Request request, byte[] body) {
        var after = Request.extractQueryParameters(request).getValue("after");
        var authorization = request.getHeaders().get(HttpHeader.AUTHORIZATION);
        return new Desk.Call(
                request.getMethod(),
                Request.getPathInContext(request),
                after == null ? "" : after,
                Request.getRemoteAddr(request),
                authorization == null ? "" : authorization,
                body);
    }

    private void refuse(Response response, Callback callback, Throwable failure) {
        var refusal = failure instanceof Refusal known ? known : unforeseen(failure);
        if (refusal.retryAfterSeconds() > 0) {
            response.getHeaders().put(HttpHeader.RETRY_AFTER, refusal.retryAfterSeconds());
        }
        if (refusal.status() == 401) {
            response.getHeaders().put(HttpHeader.WWW_AUTHENTICATE, "Bearer");
        }
        var answer = StrictJson.object().put("reason", refusal.reason()).put("error", refusal.getMessage());
        write(response, callback, refusal.status(), answer);
    }

    private Refusal unforeseen(Throwable failure) {
        var at = failure.getStackTrace().length > 0 ? failure.getStackTrace()[0].toString() : "";
        log.line("failure", "kind", failure.getClass().getName(), "at", at);
        return new Refusal(500, "FAILED", "Something went wrong on our side; the server's log has more.");
    }

    private static void write(Response response, Callback callback, int status, ObjectNode answer) {
        response.setStatus(status);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
        response.write(true, ByteBuffer.wrap(StrictJson.write(answer)), callback);
    }

    private static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }
}
