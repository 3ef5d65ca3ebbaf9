package com.a64platform.core.reasons;

import com.a64platform.core.observing.StoreCheck;
import com.a64platform.core.platform.Home;
import com.a64platform.core.platform.Platform;
import com.a64platform.core.platform.Readiness;
import com.a64platform.core.platform.ServedCertificate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** What is wrong with the node itself: it starts or stops, runs in safe mode, has no store, no room, or no good certificate. */
@Component(service = NodeCheck.class)
public final class NodeCheck implements Check {
    /** Less than this and writing fails soon. */
    private static final long FEW_BYTES = 32L * 1024 * 1024;

    private final Readiness readiness;
    private final StoreCheck store;
    private final Home home;
    private final boolean safeMode;
    private final ServedCertificate certificate;
    private final long fewBytes;

    @Activate
    public NodeCheck(
            @Reference Readiness readiness,
            @Reference StoreCheck store,
            @Reference ServedCertificate certificate,
            @Reference Platform platform) {
        this(readiness, store, certificate, platform.home(), platform.settings().safeMode(), FEW_BYTES);
    }

    NodeCheck(
            Readiness readiness,
            StoreCheck store,
            ServedCertificate certificate,
            Home home,
            boolean safeMode,
            long fewBytes) {
        this.readiness = readiness;
        this.store = store;
        this.certificate = certificate;
        this.home = home;
        this.safeMode = safeMode;
        this.fewBytes = fewBytes;
    }

    @Override
    public List<Cause> look(Case module) {
        List<Cause> causes = new ArrayList<>();
        phase(causes, module);
        if (!store.answers()) {
            causes.add(Cause.noting(
                    "store-unavailable",
                    "The store does not answer; what runs goes on, and nothing can be changed.",
                    "Look at the server of MONGODB_URI, or for the embedded store at logs/a64.log, and start the node"
                            + " again with ./a64 start if the store has stopped itself."));
        }
        room(causes);
        certificate.warning().map(NodeCheck::ending).ifPresent(causes::add);
        return causes;
    }

    private void phase(List<Cause> causes, Case module) {
        if (readiness.phase() != Readiness.Phase.READY) {
            causes.add(Cause.stopping(
                    "node-" + readiness.phase().name().toLowerCase(Locale.ROOT),
                    "The node is " + readiness.phase().name().toLowerCase(Locale.ROOT) + ".",
                    "Wait until GET /health/ready answers 200."));
        }
        if (safeMode) {
            causes.add(Cause.stopping(
                            "safe-mode",
                            "The node runs in safe mode and started no module.",
                            "Disable or uninstall what keeps it from starting, remove A64_SAFE_MODE and start it again with"
                                    + " ./a64 start.")
                    .ifStops(!module.serves()));
        }
    }

    private void room(List<Cause> causes) {
        try {
            long free = Files.getFileStore(home.root()).getUsableSpace();
            if (free < fewBytes) {
                causes.add(diskFull(free / 1024 + " KB are free where the home lies."));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The space where the home lies cannot be asked for", e);
        }
    }

    private static Cause ending(ServedCertificate.Warning warning) {
        return Cause.noting(
                        warning.expired() ? "certificate-expired" : "certificate-expiring",
                        warning.sentence(),
                        "Put a new certificate and its key into the files of TLS_CERTIFICATE and TLS_KEY; the node takes"
                                + " them up without a restart.")
                .with("end", warning.end().toString());
    }

    private Cause diskFull(String observed) {
        return Cause.noting(
                "disk-full",
                observed,
                "Free space there: df -h shows how much there is, and logs/ and cache/ what may go.");
    }
}
