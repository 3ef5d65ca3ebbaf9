package com.a64platform.core.console;

import com.a64platform.core.identity.Authenticator;
import com.a64platform.core.identity.SignIn;
import com.a64platform.core.identity.Tokens;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletPattern;

/** The page on which a super_admin signs in to the web console. */
@Component(service = Servlet.class)
@HttpWhiteboardServletPattern(SignInServlet.PATH)
public final class SignInServlet extends HttpServlet {
    static final String PATH = "/system/signin";

    private static final long serialVersionUID = 1L;
    private static final String CONSOLE = "/system/console";
    private static final String PAGE = """
            <!DOCTYPE html>
            <html lang="en"><head><meta charset="utf-8"><title>A64 web console</title></head>
            <body><h1>A64 web console</h1><p>%s</p>
            <form method="post" action="/system/signin">
            <p><label>E-mail <input name="email" type="email" autocomplete="username" required></label></p>
            <p><label>Password <input name="password" type="password" autocomplete="current-password" required></label></p>
            <p><button>Sign in</button></p>
            </form></body></html>
            """;

    private final transient SignIn signIn;
    private final transient Authenticator authenticator;
    private final transient ConsoleSessions sessions;

    @Activate
    public SignInServlet(
            @Reference SignIn signIn, @Reference Authenticator authenticator, @Reference ConsoleSessions sessions) {
        this.signIn = signIn;
        this.authenticator = authenticator;
        this.sessions = sessions;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        show(response, 200, "Sign in as an administrator of the platform.");
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Browser.harden(response);
        try {
            requireOwnPage(request);
            Browser.remember(request, response, sessions.open(superAdmin(request)));
            response.setStatus(HttpServletResponse.SC_SEE_OTHER);
            response.setHeader("Location", CONSOLE);
        } catch (ProblemException refused) {
            show(response, refused.code().status(), refused.getMessage());
        }
    }

    /** A page of somebody else must not sign a browser in. */
    private static void requireOwnPage(HttpServletRequest request) {
        if (!Browser.sameOrigin(request)) {
            throw new ProblemException(ErrorCode.PERMISSION_DENIED, "The form was not sent from this page.");
        }
    }

    private Tokens superAdmin(HttpServletRequest request) {
        var tokens = signIn.login(Browser.unknown(request), field(request, "email"), field(request, "password"), "");
        var caller = authenticator.authenticate(tokens.accessToken());
        if (!caller.superAdmin()) {
            signIn.logout(Browser.actor(caller, request), caller, tokens.refreshToken());
            throw new ProblemException(ErrorCode.PERMISSION_DENIED, "Only a super_admin may use the web console.");
        }
        return tokens;
    }

    private static String field(HttpServletRequest request, String name) {
        return Optional.ofNullable(request.getParameter(name)).orElse("");
    }

    private static void show(HttpServletResponse response, int status, String sentence) throws IOException {
        Browser.harden(response);
        response.setStatus(status);
        response.setContentType("text/html;charset=utf-8");
        response.setHeader("Content-Security-Policy", "default-src 'none'; form-action 'self'; frame-ancestors 'none'");
        response.getWriter().print(PAGE.formatted(escaped(sentence)));
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
