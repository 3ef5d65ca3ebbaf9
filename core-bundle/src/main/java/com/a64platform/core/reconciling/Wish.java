package com.a64platform.core.reconciling;

import com.a64platform.core.modules.Installation;
import com.a64platform.core.modules.InstallationState;
import java.util.Collection;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What the store wants of a module on every node.
 *
 * @param sha256 the artifact that is installed
 * @param serve whether it serves at all; a module that every tenant has disabled does not
 */
record Wish(String module, String version, String sha256, String publisher, boolean serve) {
    /**
     * The wish of all tenants of a module; what none of them may use on this node rests here. While an update is being written
     * down some of them want the new version already; until all do, what serves here goes on.
     *
     * @param serving the digest of what serves here
     * @param here whether the tenant of an installation may use it on this node
     * @return empty when nobody has the module
     */
    static Optional<Wish> of(
            Collection<Installation> installations, Optional<String> serving, Predicate<Installation> here) {
        var enabled = installations.stream().filter(Wish::enabled).filter(here).toList();
        var among = enabled.isEmpty() ? installations : enabled;
        return among.stream()
                .filter(one -> serving.filter(one.sha256()::equals).isPresent())
                .findFirst()
                .or(() -> among.stream().findFirst())
                .map(one ->
                        new Wish(one.moduleName(), one.version(), one.sha256(), one.publisher(), !enabled.isEmpty()));
    }

    /** Whether this very artifact is to serve. */
    boolean serves(String artifact) {
        return serve && sha256.equals(artifact);
    }

    static boolean enabled(Installation installation) {
        return installation.desiredState() == InstallationState.ENABLED;
    }
}
