package com.a64platform.api;

import com.a64platform.api.data.ModuleDatabase;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * Who is at the other end of a WebSocket, as it was when the socket was opened. Immutable; valid until the session ends.
 *
 * @param user who is signed in
 * @param tenant the company whose data the session may touch
 * @param database the module's own collections in that tenant
 * @param settings the module's settings in that tenant; a session outlives a change, so ask anew when you need them
 */
public record SocketContext(
        CurrentUser user, CurrentTenant tenant, ModuleDatabase database, Supplier<ModuleSettings> settings) {
    private static final String PROPERTY = SocketContext.class.getName();

    public SocketContext {
        Objects.requireNonNull(user);
        Objects.requireNonNull(tenant);
        Objects.requireNonNull(database);
        Objects.requireNonNull(settings);
    }

    /** One without settings, for tests of a module that has none. */
    public SocketContext(CurrentUser user, CurrentTenant tenant, ModuleDatabase database) {
        this(user, tenant, database, () -> ModuleSettings.of(Map.of()));
    }

    /**
     * The context of a session.
     *
     * @param userProperties the session's, from {@code session.getUserProperties()}
     * @throws IllegalStateException when these are not the properties of a session that the platform has opened
     */
    public static SocketContext of(Map<String, Object> userProperties) {
        if (userProperties.get(PROPERTY) instanceof SocketContext context) {
            return context;
        }
        throw new IllegalStateException("These are not the user properties of a session of the platform.");
    }

    /** Puts it where {@link #of} finds it. The platform does so before a session opens; tests of a module may. */
    public void putInto(Map<String, Object> userProperties) {
        userProperties.put(PROPERTY, this);
    }
}
