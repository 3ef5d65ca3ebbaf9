package com.a64platform.core.gateway;

import com.a64platform.core.platform.Platform;
import com.a64platform.core.platform.Readiness;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletPattern;

/**
 * Answers whatever nobody else does: liveness, readiness and version without a token, and a problem for every other
 * path. Needs no store, so that it answers while the platform starts and when the store is gone.
 */
@Component(service = Servlet.class)
@HttpWhiteboardServletPattern("/")
public final class StatusServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final Set<String> PATHS = Set.of("/health", "/health/ready", "/info");
    private static final List<String> READING = List.of("GET", "HEAD");

    private final transient Readiness readiness;
    private final transient Platform platform;

    @Activate
    public StatusServlet(@Reference Readiness readiness, @Reference Platform platform) {
        this.readiness = readiness;
        this.platform = platform;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        SafeHeaders.on(response);
        try {
            var path = PlainPath.require(request.getRequestURI());
            if (PATHS.contains(path) && !READING.contains(request.getMethod())) {
                refuseMethod(request.getMethod(), response);
                return;
            }
            switch (path) {
                case "/health" -> health(request, response);
                case "/health/ready" -> ready(response);
                case "/info" -> info(response);
                default -> throw missing(path);
            }
        } catch (ProblemException problem) {
            Problems.write(response, problem);
        }
    }

    private static void refuseMethod(String method, HttpServletResponse response) throws IOException {
        var problem = new ProblemException(
                ErrorCode.METHOD_NOT_ALLOWED, method + " is not offered here; the Allow header says what is.");
        Problems.write(response, problem);
        response.setHeader("Allow", String.join(",", READING));
    }

    private void health(HttpServletRequest request, HttpServletResponse response) throws IOException {
        var accept = request.getHeader("Accept");
        if (accept != null && accept.startsWith("text/plain")) {
            response.setContentType("text/plain;charset=utf-8");
            response.getWriter().print("healthy");
            return;
        }
        answer(response, 200, "status", "healthy");
    }

    private void ready(HttpServletResponse response) throws IOException {
        boolean ready = readiness.phase() == Readiness.Phase.READY;
        answer(response, ready ? 200 : 503, "status", readiness.phase().name().toLowerCase(Locale.ROOT));
    }

    private void info(HttpServletResponse response) throws IOException {
        answer(response, 200, "name", "A64 Core Platform");
    }

    private ProblemException missing(String path) {
        if (path.startsWith("/api/") && readiness.phase() == Readiness.Phase.STARTING) {
            return new ProblemException(
                    ErrorCode.STARTING, "Try again in a moment; GET /health/ready says when it is done.");
        }
        return new ProblemException(ErrorCode.NOT_FOUND, "Nothing is served at this path; the API is under /api/v1.");
    }

    private void answer(HttpServletResponse response, int status, String name, String value) throws IOException {
        Map<String, String> body = new LinkedHashMap<>();
        body.put(name, value);
        body.put("timestamp", Instant.now().toString());
        body.put("version", platform.version());
        response.setStatus(status);
        response.setContentType("application/json");
        response.getOutputStream().write(JSON.writeValueAsBytes(body));
    }
}
