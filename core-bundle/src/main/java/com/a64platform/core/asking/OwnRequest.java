package com.a64platform.core.asking;

import com.a64platform.core.routes.Reply;
import jakarta.ws.rs.HttpMethod;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.util.concurrent.ExecutionException;
import org.glassfish.jersey.internal.MapPropertiesDelegate;
import org.glassfish.jersey.server.ApplicationHandler;
import org.glassfish.jersey.server.ContainerRequest;

/** Asks an application as nobody: what wants a caller or a tenant refuses. */
public final class OwnRequest {
    private OwnRequest() {}

    /**
     * GETs a path below the application's prefix; waits for the answer, on whatever thread it is given.
     *
     * @throws IOException when the answer is larger than {@code most} bytes or breaks off
     */
    public static Reply get(ApplicationHandler application, String prefix, String path, int most) throws IOException {
        var base = URI.create("http://localhost" + prefix + "/");
        var request = new ContainerRequest(
                base,
                base.resolve(path.substring(1)),
                HttpMethod.GET,
                null,
                new MapPropertiesDelegate(),
                application.getConfiguration());
        var body = new BoundedBody(most);
        try {
            int status = application.apply(request, body).get().getStatus();
            return new Reply(status, body.text());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("nobody waits for the answer any more");
        } catch (ExecutionException e) {
            throw new IOException(String.valueOf(e.getCause().getMessage()), e);
        }
    }
}
