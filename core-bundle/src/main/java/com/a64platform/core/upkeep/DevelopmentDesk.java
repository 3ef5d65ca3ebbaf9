package com.a64platform.core.upkeep;

import com.a64platform.core.modules.Revision;
import com.a64platform.core.modules.Revisions;
import com.a64platform.core.operations.Workers;
import com.a64platform.core.platform.Home;
import com.a64platform.core.platform.Platform;
import com.a64platform.core.platform.Readiness;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** Keeps the {@link DevelopmentReport} of a node in development mode; one in production tells nothing. */
@Component(service = DevelopmentDesk.class, immediate = true)
public final class DevelopmentDesk {
    /** A developer waits for this, and looking costs microseconds. */
    private static final Duration PAUSE = Duration.ofMillis(10);

    private final Home home;
    private final Revisions revisions;
    private final Readiness readiness;
    private final Optional<Thread> watcher;
    /** The bundles whose digests were told; none is ever the bundle of another artifact. */
    private long[] told;

    @Activate
    public DevelopmentDesk(
            @Reference Platform platform,
            @Reference Revisions revisions,
            @Reference Readiness readiness,
            @Reference Workers workers) {
        this.home = platform.home();
        this.revisions = revisions;
        this.readiness = readiness;
        DevelopmentReport.withdraw(home);
        this.watcher = platform.settings().production()
                ? Optional.empty()
                : Optional.of(workers.repeat("development-desk", PAUSE, this::tell));
    }

    @Deactivate
    public void close() {
        watcher.ifPresent(Thread::interrupt);
    }

    private void tell() {
        if (readiness.phase() == Readiness.Phase.STARTING) {
            return; // nothing is taken in yet, and the start needs the processors
        }
        var serving = revisions.serving();
        long[] bundles = serving.stream().mapToLong(Revision::bundleId).toArray();
        if (!Arrays.equals(bundles, told)) {
            new DevelopmentReport(ProcessHandle.current().pid(), home.deploy(), digests(serving)).write(home);
            told = bundles;
        }
    }

    private static Map<String, String> digests(Collection<Revision> serving) {
        return serving.stream().collect(Collectors.toMap(Revision::module, revision -> revision.artifact()
                .sha256()));
    }
}
