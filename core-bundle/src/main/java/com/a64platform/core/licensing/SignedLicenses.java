package com.a64platform.core.licensing;

import com.a64platform.core.crypto.MacKey;
import com.a64platform.core.licensing.LicenseDecision.Granted;
import com.a64platform.core.licensing.LicenseDecision.Reason;
import com.a64platform.core.licensing.LicenseDecision.Refused;
import com.a64platform.core.licensing.SealedLicense.Terms;
import com.a64platform.core.memory.LicensingClock;
import com.a64platform.core.platform.Platform;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** Licenses that their issuer signed, decided without the network. */
@Component(service = LicenseService.class)
public final class SignedLicenses implements LicenseService {
    private final LicenseVerifier verifier;
    private final Vault vault;
    private final LicensingClock clock;
    private final String installation;
    private final LicenseMode mode;
    private final MacKey home;

    /** Null while nobody can count users; a license that counts them is refused then. */
    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile SeatDirectory seats;

    @Activate
    public SignedLicenses(
            @Reference Platform platform,
            @Reference IssuerDirectory issuers,
            @Reference InstallationIdentity identity,
            @Reference SealedLicenseRepository repository,
            @Reference LicensingClock clock) {
        mode = LicenseMode.of(platform.settings());
        home = MacKey.loadOrCreate(platform.home().keys().resolve("licensing.mac"));
        this.clock = clock;
        vault = new Vault(repository, EncryptionSecret.of(platform), home);
        verifier = new LicenseVerifier(issuers);
        installation = identity.id();
    }

    @Override
    public LicenseDecision decide(String license, LicenseSubject subject) {
        return judge(license.strip(), subject, false).decision();
    }

    @Override
    public LicenseDecision current(LicenseSubject subject) {
        return vault.find(subject.tenantId(), subject.module()).stream()
                .map(license -> judge(license, subject, true).decision())
                .max(Comparator.comparingInt(SignedLicenses::worth))
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
        String text = license.strip();
        Judgement judgement = judge(text, subject, false);
        Granted granted = judgement.decision().orThrow();
        Terms terms = new Terms(
                granted.issuer(),
                granted.jti(),
                granted.type(),
                granted.until(),
                granted.features(),
                judgement.grace());
        vault.keep(text, subject.tenantId(), subject.module(), terms);
        return granted;
    }

    @Override
    public void forget(String tenantId, String module) {
        vault.forget(tenantId, module);
    }

    /** @param grace how long the module may go on, should the license end or not open any more */
    private record Judgement(LicenseDecision decision, Duration grace) {}

    private Judgement judge(String license, LicenseSubject subject, boolean running) {
        if (license.isEmpty()) {
            return new Judgement(missing(subject), Duration.ZERO);
        }
        if (mode.takes(license)) {
            return new Judgement(byCode(license), Duration.ofDays(LicenseClaims.GRACE_DAYS));
        }
        try {
            LicenseClaims claims = verifier.verify(license, subject);
            clock.confirm(claims.issuedAt());
            LicenseRules rules = new LicenseRules(clock.now(), installation, running, seatsTaken(claims, subject));
            return new Judgement(rules.decide(claims, subject), claims.grace());
        } catch (LicenseRefused refused) {
            return new Judgement(refused.decision(), Duration.ZERO);
        }
    }

    private OptionalInt seatsTaken(LicenseClaims claims, LicenseSubject subject) {
        SeatDirectory directory = seats;
        return directory == null || claims.type() != LicenseClaims.Type.PER_USER
                ? OptionalInt.empty()
                : OptionalInt.of(directory.taken(subject.tenantId()));
    }

    private LicenseDecision unsealable(SealedLicense sealed) {
        Instant now = clock.now();
        Terms terms = sealed.terms();
        boolean ended = terms.until().filter(end -> !now.isBefore(end)).isPresent();
        boolean grace = vault.vouchedFor(sealed)
                && !ended
                && sealed.unsealableSince()
                        .filter(since -> now.isBefore(since.plus(terms.grace())))
                        .isPresent();
        return grace
                ? new Granted(terms.issuer(), terms.jti(), terms.type(), terms.until(), terms.features(), true)
                : new Refused(
                        Reason.UNSEALABLE,
                        "The license is there but does not open: set LICENSE_ENCRYPTION_KEY to what it was, or hand in the"
                                + " license again.");
    }

    /** Its id is a MAC: a plain digest of something typed could be guessed. */
    private Granted byCode(String code) {
        String id = HexFormat.of().formatHex(home.mac(code.getBytes(StandardCharsets.UTF_8)), 0, 16);
        return new Granted("code", id, LicenseClaims.Type.PER_INSTALLATION.text(), Optional.empty(), Set.of(), false);
    }

    private static Refused missing(LicenseSubject subject) {
        return new Refused(
                Reason.MISSING, "The module " + subject.module() + " needs a license; hand one in with the request.");
    }
}
