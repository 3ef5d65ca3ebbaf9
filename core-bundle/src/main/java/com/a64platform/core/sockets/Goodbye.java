package com.a64platform.core.sockets;

import com.a64platform.core.platform.Readiness;
import com.a64platform.core.routes.Route;
import com.a64platform.core.routes.RouteTable;
import java.util.Optional;

/** Why the platform closes a WebSocket that has done nothing wrong, with the code and the reason its client is told. */
public enum Goodbye {
    /** Another revision serves: connecting again leads to it. */
    REPLACED(1012, "The module was updated; connect again.", true),
    /** The module is disabled, uninstalled or gone. */
    REMOVED(1001, "The module is not offered any more.", true),
    STOPPING(1001, "The platform is stopping; connect again when it is back.", true),
    /** The tenant may not use the module any more; nothing of what the client has sent is handled. */
    UNLICENSED(1008, "The tenant has lost the module.", false),
    /** The session of the person has ended: he may do something else from now on, or nothing. */
    SIGNED_OUT(1008, "Your session is over; sign in again.", false);

    private final int code;
    private final String reason;
    private final boolean gentle;

    Goodbye(int code, String reason, boolean gentle) {
        this.code = code;
        this.reason = reason;
        this.gentle = gentle;
    }

    /**
     * Why a WebSocket has to go at this moment.
     *
     * @param closed why its tenant may not use the module, if that is so
     * @param route the one that it entered by
     */
    public static Goodbye now(Optional<String> closed, Readiness.Phase phase, RouteTable routes, Route route) {
        if (closed.isPresent()) {
            return UNLICENSED;
        }
        if (phase == Readiness.Phase.STOPPING) {
            return STOPPING;
        }
        boolean replaced =
                routes.ofModule(route.module()).filter(next -> next != route).isPresent();
        return replaced ? REPLACED : REMOVED;
    }

    /** RFC 6455 section 7.4, and the registry of close codes that it founds. */
    int code() {
        return code;
    }

    String reason() {
        return reason;
    }

    /** Whether what the client has sent so far is handled and answered first. */
    boolean gentle() {
        return gentle;
    }
}
