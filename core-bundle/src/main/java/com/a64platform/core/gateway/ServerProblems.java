package com.a64platform.core.gateway;

import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/**
 * Answers what the HTTP server refuses before anybody of ours sees it: what is no HTTP, too long, or ambiguous. Says
 * nothing of its reasons, which repeat the request or name classes.
 */
final class ServerProblems extends ErrorHandler {
    /** What the server takes as the path when the one it got is ambiguous. */
    private static final String AMBIGUOUS_PATH = "/badURI";

    /** Every method gets a body; left to itself the server is silent on some. */
    @Override
    public boolean errorPageForMethod(String method) {
        return true;
    }

    @Override
    protected void generateResponse(
            Request request, Response response, int status, String message, Throwable cause, Callback callback) {
        var body = status == 500 && cause != null ? Problems.broken(cause) : body(request, status);
        response.setStatus(body.status());
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, Problems.MEDIA_TYPE);
        SafeHeaders.on(response.getHeaders());
        response.write(true, ByteBuffer.wrap(Problems.bytes(body)), callback);
    }

    private static Problems.Body body(Request request, int status) {
        if (status == 400 && AMBIGUOUS_PATH.equals(request.getHttpURI().getPath())) {
            return Problems.refused(PlainPath.refusal());
        }
        return Problems.standard(status, detail(status));
    }

    private static String detail(int status) {
        return switch (status) {
            case 400 -> "The request is not of the form that HTTP/1.1 asks for; correct it.";
            case 404 -> "Nothing is served at this path; the API is under /api/v1.";
            case 408 -> "The request did not come to its end in time; send it again.";
            case 413 -> "The body is too long; send less.";
            case 414 -> "Path and query are too long; put what is long into the body.";
            case 431 -> "The headers are too long together; send fewer or shorter ones.";
            case 505 -> "Speak HTTP/1.1.";
            default -> "The server does not serve requests of this form; correct it.";
        };
    }
}
