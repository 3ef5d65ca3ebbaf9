package com.a64platform.core.licenseserver;

import java.io.ByteArrayOutputStream;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.io.Content;

/** Collects a request's body as it comes, without a thread that waits for it. */
final class WholeBody {
    private final Content.Source source;
    private final int limit;
    private final ByteArrayOutputStream content = new ByteArrayOutputStream();
    private final CompletableFuture<byte[]> result = new CompletableFuture<>();

    private WholeBody(Content.Source source, int limit) {
        this.source = source;
        this.limit = limit;
    }

    /** The body; fails with a Refusal when it has more bytes than the limit or does not come whole. */
    static CompletableFuture<byte[]> of(Content.Source source, int limit) {
        var body = new WholeBody(source, limit);
        body.read();
        return body.result;
    }

    private void read() {
        while (!result.isDone()) {
            var chunk = source.read();
            if (chunk == null) {
                source.demand(this::read);
                return;
            }
            take(chunk);
        }
    }

    private void take(Content.Chunk chunk) {
        if (Content.Chunk.isFailure(chunk)) {
            result.completeExceptionally(Refusal.malformed("The request did not come whole."));
            return;
        }
        var bytes = new byte[chunk.remaining()];
        chunk.getByteBuffer().get(bytes);
        content.writeBytes(bytes);
        chunk.release();
        if (content.size() > limit) {
            result.completeExceptionally(new Refusal(413, "TOO_LARGE", "A request may have " + limit + " bytes."));
        } else if (chunk.isLast()) {
            result.complete(content.toByteArray());
        }
    }
}
