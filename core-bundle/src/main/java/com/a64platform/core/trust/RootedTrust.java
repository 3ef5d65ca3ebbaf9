package com.a64platform.core.trust;

import com.a64platform.core.crypto.DocumentType;
import com.a64platform.core.crypto.Envelope;
import com.a64platform.core.crypto.MalformedDocumentException;
import com.a64platform.core.memory.MonotonicMemory;
import com.a64platform.core.memory.MonotonicState;
import com.a64platform.core.platform.Home;
import com.a64platform.core.platform.Mode;
import com.a64platform.core.platform.Platform;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
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
    static final String EXPIRED = "The root document of this home has expired, so nothing new is admitted; get the"
            + " registry's newest root.json. What is installed goes on.";

    /** Licenses are asked about at every door; a statement or a revocation counts after this at the latest. */
    private static final Duration ISSUERS_KEPT = Duration.ofSeconds(5);

    private static final Duration LOOK_KEPT = Duration.ofSeconds(1);

    private final Home home;
    private final Anchors anchors;
    private final MonotonicMemory memory;
    private final Clock clock;
    private final Map<String, Found> found = new ConcurrentHashMap<>();
    /** Lists of what is installed ask for each of many at once. */
    private volatile Optional<Look> look = Optional.empty();

    /** Who spoke for publishers when they were looked up. */
    private record Look(Publishers publishers, Instant at) {}

    /** Issuers that held when they were looked up. */
    private record Found(List<LicenseIssuer> issuers, Instant at) {}

    @Activate
    public RootedTrust(@Reference Platform platform, @Reference MonotonicMemory memory) {
        this(platform.home(), platform.settings().mode(), memory, Clock.systemUTC());
    }

    /** What a home would say, for a command outside of the platform; what it learns is forgotten again. */
    public static Trust lookingAt(Home home, Mode mode) {
        return new RootedTrust(home, mode, MonotonicMemory.lookingAt(home), Clock.systemUTC());
    }

    RootedTrust(Home home, Mode mode, MonotonicMemory memory, Clock clock) {
        this.home = home;
        this.memory = memory;
        this.anchors = new Anchors(home, mode, memory);
        this.clock = clock;
    }

    @Override
    public ArtifactStatement verifyArtifact(byte[] envelope, String sha256, long length) {
        requireUnexpired(anchors.all());
        return new ArtifactCheck(publishers(), clock.instant()).verify(envelope, sha256, length);
    }

    @Override
    public Catalog verifyCatalog(String registry, byte[] timestamp, byte[] catalog, boolean expiredToo) {
        try {
            var current = requireUnexpired(anchors.of(registry));
            var check = new CatalogCheck(current, memory.recall(), clock.instant(), expiredToo);
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
    public OptionalLong rootVersion(String registry) {
        return anchors.of(registry).stream()
                .mapToLong(anchor -> anchor.root().version())
                .findFirst();
    }

    @Override
    public void acceptRoot(String registry, byte[] envelope) {
        anchors.accept(registry, envelope);
        reread();
    }

    @Override
    public List<LicenseIssuer> issuers(String publisher) {
        var now = clock.instant();
        var known = found.get(publisher);
        if (known != null && now.isBefore(known.at().plus(ISSUERS_KEPT)) && !now.isBefore(known.at())) {
            return known.issuers();
        }
        // also of an expired root: what was admitted and licensed before goes on
        var issuers = issuerCheck(anchors.all()).issuers(publisher);
        if (issuers.isEmpty()) {
            found.remove(publisher); // a person who has just put the statement there does not wait
        } else {
            found.put(publisher, new Found(issuers, now));
        }
        return issuers;
    }

    @Override
    public void acceptStatement(byte[] envelope) {
        new IssuerCheck(publishers(), TrustFolder.of(home, Anchor.DEFAULT), memory).accept(envelope);
        reread();
    }

    @Override
    public void reread() {
        look = Optional.empty();
        found.clear();
    }

    @Override
    public Optional<String> floor(String module) {
        return Optional.ofNullable(memory.recall().floors().get(module)).map(MonotonicState.Floor::version);
    }

    @Override
    public boolean signedBy(String publisher, Envelope document) {
        return publishers().open(publisher, document).isPresent();
    }

    @Override
    public TrustReport report() {
        var found = anchors.find();
        return TrustReport.of(found, memory.recall(), issuerCheck(found.anchors()));
    }

    @Override
    public Optional<String> registryOf(String module) {
        return names(memory.recall()).owner(module).flatMap(Names.Owner::registry);
    }

    @Override
    public void check(String module, String version, String publisher, String registry) {
        names(memory.recall()).check(module, version, publisher, registry);
    }

    @Override
    public void admit(String module, String version, String publisher, String registry) {
        var anchor = publishers().anchor(publisher).filter(one -> !one.development());
        if (anchor.isEmpty()) {
            check(module, version, publisher, registry);
            return;
        }
        memory.remember(state -> {
            var after = names(state).admitted(module, version, publisher, registry);
            return anchor.get().ofRegistry()
                    ? after.withPin(Publishers.pin(publisher), anchor.get().name())
                    : after;
        });
    }

    @Override
    public Optional<String> doubt(byte[] envelope) {
        try {
            var parsed = DocumentType.ARTIFACT.parse(envelope);
            var publisher = ArtifactStatement.read(parsed.unverifiedPayload()).publisher();
            var publishers = recentPublishers();
            if (publishers.anchor(publisher).isEmpty()) {
                return Optional.of("publisher not trusted any more");
            }
            if (publishers.open(publisher, parsed).isPresent()) {
                return Optional.empty();
            }
            return Optional.of(
                    publishers.revokedSigned(publisher, parsed)
                            ? "publisher revoked"
                            : "not signed with a key the publisher has now");
        } catch (MalformedDocumentException e) {
            return Optional.of("signature unreadable");
        }
    }

    @Override
    public void lowerFloor(String module, String version) {
        memory.remember(state -> state.withLoweredFloor(module, version));
    }

    private Publishers recentPublishers() {
        var now = clock.instant();
        var recent = look.filter(
                        one -> !now.isBefore(one.at()) && now.isBefore(one.at().plus(LOOK_KEPT)))
                .orElseGet(() -> new Look(publishers(), now));
        look = Optional.of(recent);
        return recent.publishers();
    }

    private IssuerCheck issuerCheck(List<Anchor> all) {
        var publishers = new Publishers(all, memory.recall());
        return new IssuerCheck(publishers, TrustFolder.of(home, Anchor.DEFAULT), memory);
    }

    private Publishers publishers() {
        return new Publishers(anchors.all(), memory.recall());
    }

    private Names names(MonotonicState state) {
        var transfers = TrustFolder.conf(home).resolve("transfers");
        return new Names(state, new Publishers(anchors.all(), state), transfers);
    }

    /** Those that have not expired, unless there is none. */
    private List<Anchor> requireUnexpired(List<Anchor> all) {
        if (all.isEmpty()) {
            throw new ProblemException(
                    ErrorCode.TRUST_METADATA_INVALID,
                    "This home trusts nobody yet, so it admits nothing; put your registry's root.json into conf/trust/ of"
                            + " the home.");
        }
        var current =
                all.stream().filter(anchor -> !anchor.expired(clock.instant())).toList();
        if (current.isEmpty()) {
            throw new ProblemException(ErrorCode.TRUST_METADATA_INVALID, EXPIRED);
        }
        return current;
    }
}
