package com.a64platform.core.reasons;

import com.a64platform.core.modules.InstallationState;
import com.a64platform.core.observing.ModuleHealth;
import com.a64platform.core.observing.Observations;
import com.a64platform.core.observing.Observed;
import java.util.List;
import java.util.Locale;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** What other nodes see that is not as desired, or that nobody hears of them. */
@Component(service = OtherNodesCheck.class)
public final class OtherNodesCheck implements Check {
    private final Observations observations;

    @Activate
    public OtherNodesCheck(@Reference Observations observations) {
        this.observations = observations;
    }

    @Override
    public List<Cause> look(Case module) {
        return module.installation().stream()
                .flatMap(found -> observations.of(found).stream()
                        .skip(1) // this node's own is what all the others look at
                        .filter(observed -> observed.stale()
                                || observed.state() != found.desiredState()
                                || observed.health() == ModuleHealth.Status.UNHEALTHY))
                .map(observed -> observed.stale() ? stale(observed) : differs(module, observed))
                .toList();
    }

    private static Cause stale(Observed observed) {
        return Cause.noting(
                        "node-silent",
                        observed.reason(),
                        "Start the node again, or leave it: it is forgotten after a day.")
                .with("node", observed.node());
    }

    private static Cause differs(Case module, Observed observed) {
        return Cause.noting(
                        "other-node-" + observed.state().name().toLowerCase(Locale.ROOT),
                        "Node " + observed.node() + " has it " + observed.state()
                                + (observed.state() == InstallationState.ENABLED ? " and unhealthy" : "") + ": "
                                + observed.reason(),
                        "Ask that node: " + module.call("GET", "/why") + ".")
                .since(observed.since())
                .with("node", observed.node());
    }
}
