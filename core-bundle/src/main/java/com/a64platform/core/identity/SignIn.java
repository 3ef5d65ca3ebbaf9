package com.a64platform.core.identity;

import com.a64platform.core.audit.Audit;
import com.a64platform.core.identity.Sessions.Opened;
import com.a64platform.core.identity.Sessions.Reused;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.Faults;
import com.a64platform.core.problem.ProblemException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Signs people in, keeps them signed in and signs them out. Thread-safe. */
@Component(service = SignIn.class)
public final class SignIn {
    private static final String SWITCH = "auth.switch-tenant";

    private final UserRepository users;
    private final Credentials credentials;
    private final Passwords passwords;
    private final Sessions sessions;
    private final AccessTokens accessTokens;
    private final OpenTenants open;
    private final Audit audit;
    private final List<Consumer<Switch>> listeners = new CopyOnWriteArrayList<>();

    @Activate
    public SignIn(
            @Reference UserRepository users,
            @Reference Credentials credentials,
            @Reference Passwords passwords,
            @Reference Sessions sessions,
            @Reference AccessTokens accessTokens,
            @Reference OpenTenants open,
            @Reference Audit audit) {
        this.users = users;
        this.credentials = credentials;
        this.passwords = passwords;
        this.sessions = sessions;
        this.accessTokens = accessTokens;
        this.open = open;
        this.audit = audit;
    }

    /** Somebody goes on in another tenant: who he was in the one and is in the other. */
    public record Switch(Caller left, Caller entered) {}

    /**
     * From now on this hears of everybody who goes on in another tenant, on the thread of his request; it must not block or
     * throw.
     *
     * @return ends that
     */
    public Runnable whenSwitched(Consumer<Switch> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /** Knows in which tenants anybody may act at all. Thread-safe. */
    public interface OpenTenants {
        /** Whether there is such a tenant and it is not closed. */
        boolean isOpen(String tenantId);
    }

    /**
     * @param tenantId the tenant to act in; empty for the user's first that is open
     * @throws ProblemException INVALID_CREDENTIALS, ACCOUNT_LOCKED, TENANT_MISMATCH when the user does not belong to the
     *     tenant
     */
    public Tokens login(Audit.Actor actor, String email, String password, String tenantId) {
        var user = refreshHash(credentials.verify(actor, email, password), password);
        var tokens = open(user, tenantId.isEmpty() ? firstTenant(user) : tenantId);
        record(actor, user, "auth.login", "success");
        return tokens;
    }

    /** @throws ProblemException UNAUTHENTICATED when the token is not the session's newest, or the user may no more */
    public Tokens refresh(Audit.Actor actor, String refreshToken) {
        var opened = refreshed(actor, refreshToken);
        return tokens(opened);
    }

    /** Ends the session of a refresh token; an empty one ends all sessions of the caller. */
    public void logout(Audit.Actor actor, Caller caller, String refreshToken) {
        if (refreshToken.isEmpty()) {
            sessions.endAll(caller.id());
        } else {
            sessions.of(refreshToken)
                    .filter(session -> session.userId().equals(caller.id()))
                    .ifPresent(session -> sessions.end(session.id()));
        }
        audit.record(actor, "auth.logout", "", "success", Map.of());
    }

    /**
     * Goes on with the caller's session in another tenant.
     *
     * @throws ProblemException TENANT_MISMATCH when the user does not belong to it or it is closed; nothing has changed
     */
    public Tokens switchTenant(Audit.Actor actor, Caller caller, String tenantId) {
        var details = Map.of("from", caller.tenantId(), "tenantId", tenantId);
        try {
            var user = users.find(caller.id()).filter(User::active).orElseThrow(Sessions::over);
            requireMayAct(user, tenantId);
            var tokens = tokens(sessions.move(caller.session(), tenantId));
            audit.record(actor, SWITCH, "", "success", details);
            var change = new Switch(caller, user.callerIn(tenantId));
            listeners.forEach(listener -> listener.accept(change));
            return tokens;
        } catch (ProblemException refused) {
            audit.record(actor, SWITCH, "", "refused", details);
            throw refused;
        }
    }

    /** Changes the caller's own password and ends all his sessions; the answer is a new one. */
    public Tokens changePassword(Audit.Actor actor, Caller caller, String current, String next) {
        var faults = new Faults();
        Passwords.check(faults, "/newPassword", next, caller.email());
        faults.raise();
        var user = credentials.verify(actor, caller.email(), current);
        var changed = users.update(user.withPassword(passwords.hash(next), Instant.now()));
        sessions.endAll(user.id());
        audit.record(actor, "auth.password", "", "success", Map.of());
        return open(changed, caller.tenantId());
    }

    private Opened refreshed(Audit.Actor actor, String refreshToken) {
        try {
            return sessions.refresh(refreshToken);
        } catch (Reused reused) {
            var userId = reused.session().userId();
            var details = Map.of("error", "a refresh token was used again; its session is ended", "userId", userId);
            audit.record(actor, "auth.refresh", "", "refused", details);
            throw Sessions.over();
        }
    }

    /** A hash made with older parameters is made anew, now that the password is at hand. */
    private User refreshHash(User user, String password) {
        return passwords.outdated(user.passwordHash())
                ? users.update(user.withPassword(passwords.hash(password), Instant.now()))
                : user;
    }

    private Tokens open(User user, String tenantId) {
        requireMayAct(user, tenantId); // refuses before a session is opened
        return tokens(sessions.open(user.id(), tenantId));
    }

    /**
     * Reads the user after the session is there: who changes what he may do ends his sessions afterwards, so that either
     * this token says what he may now or its session is ended.
     */
    private Tokens tokens(Opened opened) {
        var session = opened.session();
        var user = users.find(session.userId())
                .filter(User::active)
                .filter(found -> mayActIn(found, session.tenantId()))
                .orElseThrow(() -> {
                    sessions.end(session.id());
                    return Sessions.over();
                });
        var access = accessTokens.issue(user.callerIn(session.tenantId()), session.id());
        return Tokens.bearer(access, opened.refreshToken());
    }

    private boolean mayActIn(User user, String tenantId) {
        return (user.superAdmin() || user.in(tenantId).isPresent()) && open.isOpen(tenantId);
    }

    private void requireMayAct(User user, String tenantId) {
        if (!mayActIn(user, tenantId)) {
            throw new ProblemException(
                    ErrorCode.TENANT_MISMATCH,
                    "You do not belong to that tenant, or it is closed; GET /api/v1/tenants lists yours.");
        }
    }

    private String firstTenant(User user) {
        return user.memberships().stream()
                .map(User.Membership::tenantId)
                .filter(open::isOpen)
                .findFirst()
                .orElseThrow(() -> new ProblemException(
                        ErrorCode.PERMISSION_DENIED,
                        "You belong to no open tenant; an administrator can add you to one."));
    }

    private void record(Audit.Actor actor, User user, String action, String status) {
        var known = new Audit.Actor(user.id(), user.email(), actor.ipAddress(), actor.userAgent());
        audit.record(known, action, "", status, Map.of());
    }
}
