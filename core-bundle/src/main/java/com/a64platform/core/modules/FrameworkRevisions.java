package com.a64platform.core.modules;

import com.a64platform.core.crypto.Digests;
import com.a64platform.core.operations.Workers;
import com.a64platform.core.platform.Platform;
import com.a64platform.core.unloading.Unloading;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.security.DigestInputStream;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.wiring.FrameworkWiring;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Revisions as bundles of a location of our own. Foreign code runs on threads of its own with a limit. Thread-safe.
 */
@Component(service = Revisions.class)
public final class FrameworkRevisions implements Revisions {
    /** What the location of every module bundle starts with; FileInstall never adopts such a one. */
    static final String LOCATION = "a64:";

    private static final Logger log = LoggerFactory.getLogger(Revisions.class);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(5);

    private final BundleContext context;
    private final ComponentCheck components;
    private final StartBreaker breaker;
    private final Workers workers;
    private final Duration stopLimit;
    private final Map<String, Revision> serving = new ConcurrentHashMap<>();
    /** Those that were replaced, with the operation that did it: it is to blame when they do not go. */
    private final Map<Revision, String> replaced = new ConcurrentHashMap<>();

    private final AdmittedBundles admitted;
    private final Unloading unloading;

    @Activate
    public FrameworkRevisions(
            BundleContext context,
            @Reference AdmittedBundles admitted,
            @Reference ComponentCheck components,
            @Reference StartBreaker breaker,
            @Reference Workers workers,
            @Reference Unloading unloading,
            @Reference Platform platform) {
        this.context = context;
        this.breaker = breaker;
        this.admitted = admitted;
        this.components = components;
        this.workers = workers;
        this.unloading = unloading;
        this.stopLimit = platform.settings().shorterThanInstall(STOP_LIMIT);
    }

    @Override
    public Revision load(VerifiedArtifact artifact, Duration limit) {
        breaker.begin(artifact.sha256());
        try {
            return loaded(artifact, limit);
        } finally {
            breaker.ended(artifact.sha256());
        }
    }

    private Revision loaded(VerifiedArtifact artifact, Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        var revision = new BundleRevision(artifact, install(artifact), components, admitted);
        start(revision, limit);
        try {
            components.requireSatisfied(revision.bundle(), Duration.ofNanos(end - System.nanoTime()));
            admitted.offence(revision.bundle()).ifPresent(offence -> {
                throw new ModuleFault(offence);
            });
            return revision;
        } catch (ModuleFault fault) {
            unload(revision);
            throw fault;
        }
    }

    @Override
    public boolean besides(VerifiedArtifact artifact, Revision loaded) {
        return !Singleton.declared(((BundleRevision) loaded).bundle()) && !Singleton.declared(artifact.file());
    }

    @Override
    public void unload(Revision revision) {
        serving.remove(revision.module(), revision);
        var by = Optional.ofNullable(replaced.remove(revision))
                .filter(operation -> !operation.isEmpty())
                .orElseGet(() -> unloading.operationOn(revision.module()));
        var loader = ((BundleRevision) revision).loader();
        try {
            workers.callWithin(stopLimit, "stop", revision.module(), () -> uninstall(revision));
        } catch (Workers.Overdue overdue) {
            log.error("Module {} {} does not stop: {}", revision.module(), revision.version(), overdue.getMessage());
        } catch (Exception e) {
            log.error("Module {} {} was not uninstalled cleanly", revision.module(), revision.version(), e);
        }
        loader.ifPresent(left -> unloading.departed(revision.module(), revision.version(), by, left));
    }

    private boolean uninstall(Revision revision) throws BundleException {
        var its = (BundleRevision) revision;
        return its.inside(() -> {
            its.bundle().uninstall();
            admitted.expel(its.bundle());
            return true;
        });
    }

    @Override
    public Optional<Revision> promote(Revision revision) {
        replaced.remove(revision);
        var before = Optional.ofNullable(serving.put(revision.module(), revision));
        before.ifPresent(old -> replaced.put(old, unloading.operationOn(old.module())));
        return before;
    }

    @Override
    public Optional<Revision> serving(String module) {
        return Optional.ofNullable(serving.get(module));
    }

    @Override
    public Collection<Revision> serving() {
        return serving.values();
    }

    private Bundle install(VerifiedArtifact artifact) {
        var location = LOCATION + artifact.name() + "@" + artifact.version() + "#" + System.nanoTime();
        try (var bytes = verified(artifact)) {
            var bundle = context.installBundle(location, bytes);
            refuseOtherBytes(
                    artifact, bundle, Digests.hex(bytes.getMessageDigest().digest()));
            admitted.admit(bundle);
            return bundle;
        } catch (BundleException | IOException e) {
            throw new ModuleFault("the framework refuses to install it: " + e.getMessage(), e);
        }
    }

    private static DigestInputStream verified(VerifiedArtifact artifact) throws IOException {
        var file = Files.newInputStream(artifact.file(), LinkOption.NOFOLLOW_LINKS);
        return new DigestInputStream(file, Digests.newSha256());
    }

    /** What the framework has read must be what was verified, whatever became of the file in between. */
    private static void refuseOtherBytes(VerifiedArtifact artifact, Bundle bundle, String digest)
            throws BundleException {
        if (!digest.equals(artifact.sha256())) {
            bundle.uninstall();
            throw new ModuleFault("its verified copy was changed while it was loaded");
        }
    }

    /** A start that does not come back holds the bundle's lock: it is uninstalled when it does, not before. */
    private void start(BundleRevision revision, Duration limit) {
        Callable<Boolean> start = () -> {
            resolve(revision.bundle());
            return revision.inside(() -> {
                revision.bundle().start(Bundle.START_TRANSIENT);
                return true;
            });
        };
        try {
            workers.callWithin(limit, "start", revision.module(), start, () -> leaveLate(revision));
        } catch (Workers.Overdue overdue) {
            throw new ModuleFault("its start does not come back: " + overdue.getMessage(), overdue);
        } catch (BundleException e) {
            unload(revision);
            throw new ModuleFault(reason(e), e);
        } catch (Exception e) {
            unload(revision);
            throw new ModuleFault("its start throws " + e, e);
        }
    }

    /** So that there is a class loader to start it with; what does not resolve is told by the start itself. */
    private void resolve(Bundle bundle) {
        context.getBundle(0).adapt(FrameworkWiring.class).resolveBundles(List.of(bundle));
    }

    private void leaveLate(BundleRevision revision) {
        log.warn("The start of {} {} came back too late", revision.module(), revision.version());
        unload(revision);
    }

    private static String reason(BundleException e) {
        return e.getType() == BundleException.RESOLVE_ERROR
                ? "it does not resolve: " + e.getMessage()
                : "its start throws " + (e.getCause() == null ? e : e.getCause());
    }
}
