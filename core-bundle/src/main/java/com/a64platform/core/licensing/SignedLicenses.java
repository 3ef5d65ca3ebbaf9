package com.a64platform.core.licensing;

import com.a64platform.core.crypto.MacKey;
import com.a64platform.core.licensing.LicenseDecision.Granted;
import com.a64platform.core.licensing.LicenseDecision.Reason;
import com.a64platform.core.licensing.LicenseDecision.Refused;
import com.a64platform.core.licensing.LicenseRules.Use;
import com.a64platform.core.licensing.SealedLicense.Terms;
import com.a64platform.core.memory.LicensingClock;
import com.a64platform.core.memory.MonotonicMemory;
import com.a64platform.core.platform.EncryptionSecret;
import com.a64platform.core.platform.Platform;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** Licenses that their issuer signed, decided without the network: what their servers said is asked of the leases. */
@Component(service = LicenseService.class)
public final class SignedLicenses implements LicenseService {
    private static final String NOT_OPENING =
            "The license is there but does not open: set LICENSE_ENCRYPTION_KEY to what it"
                    + " was, or hand in the license again.";

    private final LicenseVerifier verifier;
    private final Vault vault;
    private final LicensingClock clock;
    private final String installation;
    private final LicenseMode mode;
    private final boolean asksServer;
    private final MacKey home;
    private final Revocations revocations;
    private final FirstNoticed noticed;

    /** Null while nobody can count users; a license that counts them is refused then. */
    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile SeatDirectory seats;

    /** Null while nobody asks license servers; a license that needs a lease has none then. */
    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile LeaseDirectory leases;

    @Activate
    public SignedLicenses(
            @Reference Platform platform,
            @Reference IssuerDirectory issuers,
            @Reference InstallationIdentity identity,
            @Reference SealedLicenseRepository repository,
            @Reference LicensingClock clock,
            @Reference MonotonicMemory memory,
            @Reference Revocations revocations) {
        mode = LicenseMode.of(platform.settings());
        asksServer = platform.settings().licenseServer().isPresent();
        home = MacKey.loadOrCreate(platform.home().keys().resolve("licensing.mac"));
        this.clock = clock;
        vault = new Vault(repository, EncryptionSecret.of(platform), home);
        verifier = new LicenseVerifier(issuers);
        installation = identity.id();
        this.revocations = revocations;
        noticed = new FirstNoticed(memory);
    }

    @Override
    public LicenseDecision decide(String license, LicenseSubject subject) {
        return judge(license.strip(), subject, Use.FIRST).decision();
    }

    /** When none that opens counts, one that another node has sealed may: nobody can say here. */
    @Override
    public LicenseDecision current(LicenseSubject subject) {
        return vault.find(subject.tenantId(), subject.module()).stream()
                .map(license -> judge(license, subject, Use.RUNNING).decision())
                .max(Comparator.comparingInt(SignedLicenses::worth))
                .map(best -> best instanceof Granted || !vault.holdsOthers(subject.tenantId(), subject.module())
                        ? best
                        : new Refused(Reason.UNSEALABLE, NOT_OPENING))
                .orElseGet(() -> withoutLicense(subject));
    }

    private LicenseDecision withoutLicense(LicenseSubject subject) {
        return vault.unsealable(subject.tenantId(), subject.module(), clock.now())
                .map(this::unsealable)
                .orElseGet(() -> missing(subject));
    }

    private static int worth(LicenseDecision decision) {
        return decision instanceof Granted granted ? (granted.grace() ? 1 : 2) : 0;
    }

    @Override
    public Granted keep(String license, LicenseSubject subject) {
        return seal(license.strip(), subject, Use.FIRST);
    }

    @Override
    public Granted renew(String license, LicenseSubject subject) {
        return seal(license.strip(), subject, Use.RENEWAL);
    }

    private Granted seal(String license, LicenseSubject subject, Use use) {
        Judgement judgement = judge(license, subject, use);
        Granted granted = judgement.decision().orThrow();
        Terms terms = new Terms(
                granted.issuer(),
                granted.jti(),
                granted.type(),
                granted.until(),
                granted.features(),
                judgement.grace());
        vault.keep(license, subject.tenantId(), subject.module(), terms);
        return granted;
    }

    @Override
    public List<OnlineLicense> online(LicenseSubject subject) {
        return vault.find(subject.tenantId(), subject.module()).stream()
                .filter(license -> !mode.takes(license))
                .flatMap(license -> genuine(license, subject)
                        .filter(this::needsLease)
                        .map(claims -> new OnlineLicense(claims.issuer(), claims.id(), license))
                        .stream())
                .toList();
    }

    private Optional<LicenseClaims> genuine(String license, LicenseSubject subject) {
        try {
            return Optional.of(verifier.verify(license, subject));
        } catch (LicenseRefused no) {
            return Optional.empty(); // current() tells why
        }
    }

    @Override
    public Resealed sealAnew() {
        return vault.sealAnew();
    }

    @Override
    public void forget(String tenantId, String module) {
        vault.forget(tenantId, module);
    }

    /** @param grace how long the module may go on, should the license end or not open any more */
    private record Judgement(LicenseDecision decision, Duration grace) {}

    private Judgement judge(String license, LicenseSubject subject, Use use) {
        if (license.isEmpty()) {
            return new Judgement(missing(subject), Duration.ZERO);
        }
        if (mode.takes(license)) {
            return new Judgement(byCode(license), Duration.ofDays(LicenseClaims.GRACE_DAYS));
        }
        try {
            LicenseClaims claims = verifier.verify(license, subject);
            clock.confirm(claims.issuedAt());
            return new Judgement(rules(claims, subject, use).decide(claims, subject), claims.grace());
        } catch (LicenseRefused refused) {
            return new Judgement(refused.decision(), Duration.ZERO);
        }
    }

    private LicenseRules rules(LicenseClaims claims, LicenseSubject subject, Use use) {
        Instant now = clock.now();
        return new LicenseRules(
                now,
                installation,
                use,
                revocations.revoked(claims.issuer(), claims.id()),
                needsLease(claims) ? Optional.of(lease(claims)) : Optional.empty(),
                seatsTaken(claims, subject),
                lack -> noticed.since(lack, claims, now));
    }

    /** The mode can only ask for more than the license does. */
    private boolean needsLease(LicenseClaims claims) {
        return claims.online() || mode == LicenseMode.ONLINE;
    }

    private LicenseRules.Lease lease(LicenseClaims claims) {
        LeaseDirectory directory = leases;
        return new LicenseRules.Lease(
                directory == null ? Optional.empty() : directory.leasedUntil(claims.issuer(), claims.id()),
                asksServer
                        ? "No answer of the license server counts for this license any more: make the server reachable"
                                + " from this platform."
                        : "This license needs an answer of its license server, and this platform asks none: set"
                                + " LICENSE_SERVER, or ask its issuer for one that is checked offline.");
    }

    private OptionalInt seatsTaken(LicenseClaims claims, LicenseSubject subject) {
        SeatDirectory directory = seats;
        return directory == null || claims.type() != LicenseClaims.Type.PER_USER
                ? OptionalInt.empty()
                : OptionalInt.of(directory.taken(subject.tenantId()));
    }

    /** Nobody can read what it says; what was known of it when it was sealed lets the module go on for a while. */
    private LicenseDecision unsealable(SealedLicense sealed) {
        Terms terms = sealed.terms();
        if (revocations.revoked(terms.issuer(), terms.jti())) {
            return new Refused(Reason.REVOKED, "Its issuer has revoked this license; ask its issuer for another.");
        }
        Optional<Instant> last = sealed.unsealableSince()
                .filter(since -> vault.vouchedFor(sealed))
                .map(since -> since.plus(terms.grace()))
                .map(end -> terms.until().filter(end::isAfter).orElse(end))
                .filter(clock.now()::isBefore);
        return last.<LicenseDecision>map(end -> new Granted(
                        terms.issuer(),
                        terms.jti(),
                        terms.type(),
                        terms.until(),
                        terms.features(),
                        OptionalInt.empty(),
                        LicenseDecision.notice(NOT_OPENING, end),
                        last))
                .orElseGet(() -> new Refused(Reason.UNSEALABLE, NOT_OPENING));
    }

    /** Its id is a MAC: a plain digest of something typed could be guessed. */
    private Granted byCode(String code) {
        String id = HexFormat.of().formatHex(home.mac(code.getBytes(StandardCharsets.UTF_8)), 0, 16);
        return new Granted(
                "code",
                id,
                LicenseClaims.Type.PER_INSTALLATION.text(),
                Optional.empty(),
                Set.of(),
                OptionalInt.empty(),
                "",
                Optional.empty());
    }

    private static Refused missing(LicenseSubject subject) {
        return new Refused(
                Reason.MISSING, "The module " + subject.module() + " needs a license; hand one in with the request.");
    }
}
