package com.a64platform.core.console;

import com.a64platform.core.audit.Audit;
import com.a64platform.core.gateway.Problems;
import com.a64platform.core.identity.Caller;
import com.a64platform.core.identity.SignIn;
import com.a64platform.core.platform.Platform;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import org.apache.felix.webconsole.spi.SecurityProvider;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Decides on every request to the web console. Only a super_admin who signed in gets in, by a session cookie. What would
 * change something must come from the console's own pages, is audited, and is refused in production, where only the
 * platform's own verbs change what runs.
 */
@Component(service = SecurityProvider.class, property = "webconsole.security.provider.id=a64")
public final class ConsoleSecurity implements SecurityProvider {
    private final ConsoleSessions sessions;
    private final SignIn signIn;
    private final Audit audit;
    private final boolean production;

    @Activate
    public ConsoleSecurity(
            @Reference ConsoleSessions sessions,
            @Reference SignIn signIn,
            @Reference Audit audit,
            @Reference Platform platform) {
        this.sessions = sessions;
        this.signIn = signIn;
        this.audit = audit;
        this.production = platform.settings().production();
    }

    /** {@inheritDoc} Answers null, as the console demands it, when the answer has been written here. */
    @Override
    public Object authenticate(HttpServletRequest request, HttpServletResponse response) {
        Browser.harden(response);
        try {
            var caller = Browser.session(request).flatMap(id -> sessions.caller(id, Browser.unknown(request)));
            if (caller.isEmpty() && !Browser.writes(request)) {
                response.sendRedirect(SignInServlet.PATH);
                return null;
            }
            return admit(caller.orElseThrow(ConsoleSecurity::signedOut), request);
        } catch (ProblemException refused) {
            return refuse(response, refused);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Everybody who gets in may see everything. */
    @Override
    public boolean authorize(Object user, String role) {
        return true;
    }

    @Override
    public void logout(HttpServletRequest request, HttpServletResponse response) {
        var id = Browser.session(request).orElse("");
        var caller = sessions.caller(id, Browser.unknown(request));
        var token = sessions.close(id);
        if (caller.isPresent() && token.isPresent()) {
            signIn.logout(Browser.actor(caller.get(), request), caller.get(), token.get());
        }
        Browser.forget(request, response);
        try {
            response.sendRedirect(SignInServlet.PATH);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Caller admit(Caller caller, HttpServletRequest request) {
        if (!Browser.writes(request)) {
            return caller;
        }
        if (!Browser.sameOrigin(request)) {
            throw refused(caller, request, "The request does not come from the console's own pages.");
        }
        if (production) {
            throw refused(
                    caller,
                    request,
                    "The web console only shows in production; change modules through /api/v1/modules or the watched"
                            + " folder.");
        }
        record(caller, request, "success");
        return caller;
    }

    private ProblemException refused(Caller caller, HttpServletRequest request, String why) {
        record(caller, request, "refused");
        return new ProblemException(ErrorCode.PERMISSION_DENIED, why);
    }

    /** The path tells what was tried; parameters may be secrets. */
    private void record(Caller caller, HttpServletRequest request, String status) {
        var details = Map.of("method", request.getMethod(), "path", request.getRequestURI());
        audit.record(Browser.actor(caller, request), "console.write", "", status, details);
    }

    private static ProblemException signedOut() {
        return new ProblemException(ErrorCode.UNAUTHENTICATED, "Sign in at " + SignInServlet.PATH + ".");
    }

    private static Object refuse(HttpServletResponse response, ProblemException refused) {
        try {
            Problems.write(response, refused);
            return null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
