package com.a64platform.core.reasons;

import com.a64platform.core.modules.Installation;
import com.a64platform.core.modules.InstallationState;
import com.a64platform.core.modules.Revision;
import com.a64platform.core.routes.Route;
import java.util.Optional;

/**
 * The module in question, as it was found when somebody asked.
 *
 * @param installation the tenant's
 * @param revision what is loaded of it on this node and serves
 * @param serves whether requests of the tenant reach it here
 */
record Case(
        String module,
        String tenantId,
        Optional<Installation> installation,
        Optional<Revision> revision,
        Optional<Route> route,
        boolean serves) {
    /** The installation if it is meant to serve; an error is what became of one that is. */
    Optional<Installation> wanted() {
        return installation.filter(found ->
                found.desiredState() == InstallationState.ENABLED || found.desiredState() == InstallationState.ERROR);
    }

    /** A call on the module. */
    String call(String method, String path) {
        return method + " /api/v1/modules/" + module + path;
    }
}
