package com.a64platform.core.leasing;

import com.a64platform.core.crypto.MalformedDocumentException;
import com.a64platform.core.leases.LeaseRecord.Asked;
import com.a64platform.core.leases.Leases;
import com.a64platform.core.leases.LicenseServerClient;
import com.a64platform.core.leases.Nonces;
import com.a64platform.core.leases.Question;
import com.a64platform.core.leases.ServerAddress;
import com.a64platform.core.leases.ServerAnswer;
import com.a64platform.core.leases.ServerAnswer.Invalid;
import com.a64platform.core.leases.ServerAnswer.Unreachable;
import com.a64platform.core.leases.ServerAnswer.Valid;
import com.a64platform.core.leases.StatusToken;
import com.a64platform.core.leasing.IssuerKeys.Identity;
import com.a64platform.core.leasing.Outcome.Leased;
import com.a64platform.core.leasing.Outcome.Nothing;
import com.a64platform.core.leasing.Outcome.Revoked;
import com.a64platform.core.licensing.InstallationIdentity;
import com.a64platform.core.licensing.IssuerDirectory;
import com.a64platform.core.licensing.Revocations;
import com.a64platform.core.memory.LicensingClock;
import com.a64platform.core.platform.Platform;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Asks the license server and believes nothing of the answer but what a license's issuer has signed. Thread-safe. */
@Component(service = LicenseQuestions.class)
public final class LicenseQuestions {
    private final Optional<LicenseServerClient> server;
    private final InstallationIdentity identity;
    private final IssuerDirectory issuers;
    private final Leases leases;
    private final Revocations revocations;
    private final LicensingClock clock;

    @Activate
    public LicenseQuestions(
            @Reference Platform platform,
            @Reference InstallationIdentity identity,
            @Reference IssuerDirectory issuers,
            @Reference Leases leases,
            @Reference Revocations revocations,
            @Reference LicensingClock clock) {
        this.server = platform.settings()
                .licenseServer()
                .map(url -> ServerAddress.of(
                        url, platform.settings().licenseServerCertificates().map(Path::of)))
                .map(LicenseServerClient::new);
        this.identity = identity;
        this.issuers = issuers;
        this.leases = leases;
        this.revocations = revocations;
        this.clock = clock;
    }

    /** Whether there is a server to ask. */
    public boolean possible() {
        return server.isPresent();
    }

    /**
     * Asks for a lease.
     *
     * @param license the license itself
     * @param seats how many are taken
     */
    public Outcome lease(String license, String module, String publisher, int seats) {
        var keys = new IssuerKeys(issuers, publisher);
        try {
            var known = keys.identify(license);
            var asked = leases.next(known.issuer(), known.jti());
            var answer = ask(question(license, module, asked, seats));
            return answer instanceof Valid valid
                    ? leased(valid, license.equals(valid.license()) ? known : keys.identify(valid.license()), asked)
                    : unleased(answer, known);
        } catch (MalformedDocumentException e) {
            return unbelieved(e);
        }
    }

    /** Asks for the license of an activation code, and for its first lease. */
    public Outcome exchange(String code, String module, String publisher, int seats) {
        var asked = new Asked(Nonces.fresh(), 1);
        try {
            var answer = ask(question(code, module, asked, seats));
            return answer instanceof Valid valid
                    ? leased(valid, new IssuerKeys(issuers, publisher).identify(valid.license()), asked)
                    : hint(answer);
        } catch (MalformedDocumentException e) {
            return unbelieved(e);
        }
    }

    /**
     * Waits until the server says that something has changed for this installation, or half a minute.
     *
     * @param known number of the last change seen; 0 for none
     * @throws IOException when there is no answer
     */
    public long awaitChange(long known) throws IOException {
        var question = new Question(
                Question.Kind.WATCH, "", "", now(), identity.id(), identity.publicKey(), Nonces.fresh(), known, 0);
        return server.orElseThrow(() -> new IOException("is not set")).watch(question, identity::sign);
    }

    private ServerAnswer ask(Question question) {
        return server.<ServerAnswer>map(client -> client.validate(question, identity::sign))
                .orElseGet(() -> new Unreachable("is not set; set LICENSE_SERVER"));
    }

    private Question question(String license, String module, Asked asked, int seats) {
        return new Question(
                Question.Kind.VALIDATE,
                license,
                module,
                now(),
                identity.id(),
                identity.publicKey(),
                asked.nonce(),
                asked.counter(),
                seats);
    }

    /** A lease for this question, this installation and the license that came with it. */
    private Leased leased(Valid valid, Identity license, Asked asked) throws MalformedDocumentException {
        var lease = leases.accept(valid.lease(), license.issuer(), license.jti(), identity.id(), asked);
        clock.confirm(lease.issuedAt());
        return new Leased(valid.license(), lease);
    }

    private Outcome unleased(ServerAnswer answer, Identity license) throws MalformedDocumentException {
        if (!(answer instanceof Invalid invalid) || invalid.status().isEmpty()) {
            return hint(answer);
        }
        var status = StatusToken.verify(invalid.status().get(), license.issuer());
        if (!status.license().equals(license.jti())) {
            throw new MalformedDocumentException("The status is for another license");
        }
        revocations.revoke(status.issuer(), status.license());
        clock.confirm(status.issuedAt());
        return new Revoked(status.license());
    }

    private static Nothing hint(ServerAnswer answer) {
        return answer instanceof Invalid invalid
                ? new Nothing(true, invalid.reason(), invalid.advice())
                : new Nothing(false, "UNREACHABLE", "The license server " + ((Unreachable) answer).why() + ".");
    }

    private static Nothing unbelieved(MalformedDocumentException e) {
        return new Nothing(
                true, "NOT_BELIEVED", "What the license server says is not believed: " + e.getMessage() + ".");
    }

    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS);
    }
}
