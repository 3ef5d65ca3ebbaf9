package com.a64platform.core.remnants;

import com.a64platform.core.unloading.KnownRemnants;
import com.a64platform.core.unloading.Remnant;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * The kinds that are looked for, in this order: what may use the others goes first. A list and not a component for each:
 * they would be read and made at every start, for an unload that may never come.
 */
@Component(service = KnownRemnants.class)
public final class EveryKind implements KnownRemnants {
    private final Remnant defaults = new Defaults();

    @Activate
    public EveryKind() {}

    @Override
    public List<Remnant> all() {
        return List.of(
                new OwnThreads(),
                new ShutdownHooks(),
                new ManagedBeans(),
                new JavaLogging(),
                new SqlDrivers(),
                new SecurityProviders(),
                defaults,
                new ExceptionHandlers(),
                new SharedCaches(),
                new ContextLoaders(),
                new ThreadLocals());
    }

    @Override
    public List<Remnant> suspects() {
        return List.of(new VisitedThreads(), new WrappedBeans());
    }
}
