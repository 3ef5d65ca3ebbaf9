package com.a64platform.core.trust;

import com.a64platform.core.crypto.MalformedDocumentException;
import com.a64platform.core.memory.MonotonicMemory;
import com.a64platform.core.memory.MonotonicState;
import com.a64platform.core.platform.Home;
import com.a64platform.core.platform.Mode;
import com.a64platform.core.platform.Platform;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import com.a64platform.core.versions.Version;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Trust that starts from the root documents of the home and never goes back behind what it has seen. */
@Component(service = Trust.class)
public final class RootedTrust implements Trust {
    private static final String MODULE_PIN = "module:";
    /** Licenses are asked about at every door; a statement or a revocation counts after this at the latest. */
    private static final Duration ISSUERS_KEPT = Duration.ofSeconds(5);

    private final Anchors anchors;
    private final MonotonicMemory memory;
    private final Clock clock;
    private final Map<String, Found> found = new ConcurrentHashMap<>();

    /** Issuers that held when they were looked up. */
    private record Found(List<LicenseIssuer> issuers, Instant at) {}

    @Activate
    public RootedTrust(@Reference Platform platform, @Reference MonotonicMemory memory) {
        this(platform.home(), platform.settings().mode(), memory, Clock.systemUTC());
    }

    RootedTrust(Home home, Mode mode, MonotonicMemory memory, Clock clock) {
        this.memory = memory;
        this.anchors = new Anchors(home, mode, memory, clock);
        this.clock = clock;
    }

    @Override
    public ArtifactStatement verifyArtifact(byte[] envelope, String sha256, long length) {
        return new ArtifactCheck(anchors.current()).verify(envelope, sha256, length);
    }

    @Override
    public Catalog verifyCatalog(byte[] timestamp, byte[] catalog) {
        try {
            var check = new CatalogCheck(anchors.current(), memory.recall(), clock.instant());
            var accepted = check.verify(timestamp, catalog);
            memory.remember(state -> state.merge(accepted.state()));
            return accepted.catalog();
        } catch (MalformedDocumentException e) {
            throw new ProblemException(
                    ErrorCode.TRUST_METADATA_INVALID,
                    "What the registry offers cannot be believed (" + e.getMessage() + "); tell its operator.",
                    e);
        }
    }

    @Override
    public OptionalLong rootVersion() {
        return anchors.all().stream()
                .mapToLong(anchor -> anchor.root().version())
                .findFirst();
    }

    @Override
    public void acceptRoot(byte[] envelope) {
        anchors.accept(envelope);
    }

    @Override
    public List<LicenseIssuer> issuers(String publisher) {
        var now = clock.instant();
        var known = found.get(publisher);
        if (known != null && now.isBefore(known.at().plus(ISSUERS_KEPT)) && !now.isBefore(known.at())) {
            return known.issuers();
        }
        // also of an expired root: what was admitted and licensed before goes on
        var issuers = new IssuerCheck(anchors.all(), memory).issuers(publisher);
        if (issuers.isEmpty()) {
            found.remove(publisher); // a person who has just put the statement there does not wait
        } else {
            found.put(publisher, new Found(issuers, now));
        }
        return issuers;
    }

    @Override
    public Optional<String> floor(String module) {
        return Optional.ofNullable(memory.recall().floors().get(module)).map(MonotonicState.Floor::version);
    }

    @Override
    public void check(String module, String version, String publisher) {
        check(memory.recall(), module, version, publisher);
    }

    @Override
    public void admit(String module, String version, String publisher) {
        if (!known(publisher)) {
            check(module, version, publisher);
            return;
        }
        memory.remember(state -> {
            check(state, module, version, publisher);
            return state.withPin(MODULE_PIN + module, publisher).withFloor(module, version);
        });
    }

    @Override
    public void lowerFloor(String module, String version) {
        memory.remember(state -> state.withLoweredFloor(module, version));
    }

    /** Whether the real root names the publisher; what development keys vouch for leaves no trace. */
    private boolean known(String publisher) {
        return anchors.all().stream()
                .filter(anchor -> !anchor.development())
                .anyMatch(anchor -> anchor.root().publisher(publisher).isPresent());
    }

    private static void check(MonotonicState state, String module, String version, String publisher) {
        var owner = state.pins().getOrDefault(MODULE_PIN + module, publisher);
        if (!owner.equals(publisher)) {
            throw new ProblemException(
                    ErrorCode.PUBLISHER_UNKNOWN,
                    "The module " + module + " belongs to the publisher " + owner + " here, this one is from "
                            + publisher + "; get it from " + owner + ".");
        }
        var floor = state.floors().get(module);
        if (floor != null && Version.parse(version).compareTo(Version.parse(floor.version())) < 0) {
            throw new ProblemException(
                    ErrorCode.VERSION_TOO_OLD,
                    "Version " + version + " of " + module + " is older than " + floor.version()
                            + ", which has run here; use " + floor.version() + " or a newer one.");
        }
    }
}
