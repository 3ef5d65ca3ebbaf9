package com.a64platform.core.revalidation;

import com.a64platform.core.audit.Audit;
import com.a64platform.core.crypto.MalformedDocumentException;
import com.a64platform.core.leases.StatusClaims;
import com.a64platform.core.leases.StatusToken;
import com.a64platform.core.licensing.IssuerDirectory;
import com.a64platform.core.licensing.IssuerDirectory.Issuer;
import com.a64platform.core.licensing.Revocations;
import com.a64platform.core.memory.LicensingClock;
import com.a64platform.core.memory.MonotonicMemory;
import com.a64platform.core.modules.Installation;
import com.a64platform.core.modules.Inventory;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import com.a64platform.core.trust.Trust;
import java.util.Map;
import java.util.stream.Stream;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Takes revocations by hand, for platforms that reach no license server. Thread-safe. */
@Component(service = StatusIntake.class)
public final class StatusIntake {
    private static final String MODULE_PIN = "module:";

    private final Inventory inventory;
    private final Trust trust;
    private final MonotonicMemory memory;
    private final IssuerDirectory issuers;
    private final Revocations revocations;
    private final LicensingClock clock;
    private final LicenseWatch watch;
    private final Audit audit;

    @Activate
    public StatusIntake(
            @Reference Inventory inventory,
            @Reference Trust trust,
            @Reference MonotonicMemory memory,
            @Reference IssuerDirectory issuers,
            @Reference Revocations revocations,
            @Reference LicensingClock clock,
            @Reference LicenseWatch watch,
            @Reference Audit audit) {
        this.inventory = inventory;
        this.trust = trust;
        this.memory = memory;
        this.issuers = issuers;
        this.revocations = revocations;
        this.clock = clock;
        this.watch = watch;
        this.audit = audit;
    }

    /**
     * Remembers a revocation for ever, and has every license decided about again.
     *
     * @param status as the issuer signed it; surrounding white space is ignored
     * @throws ProblemException LICENSE_REFUSED when it is not of an issuer whom a publisher that is trusted here names
     */
    public StatusClaims take(String status, Audit.Actor actor) {
        try {
            var claims = verified(status.strip());
            revocations.revoke(claims.issuer(), claims.license());
            clock.confirm(claims.issuedAt());
            audit.record(actor, "license.status", "", "success", Map.of("jti", claims.license(), "status", "revoked"));
            watch.wake();
            return claims;
        } catch (MalformedDocumentException e) {
            audit.record(actor, "license.status", "", "refused", Map.of("error", e.getMessage()));
            throw new ProblemException(
                    ErrorCode.LICENSE_REFUSED, "The status is not believed: " + e.getMessage() + ". Ask for it again.");
        }
    }

    private StatusClaims verified(String status) throws MalformedDocumentException {
        var keyId = StatusToken.keyId(status);
        var issuer = publishers()
                .flatMap(publisher -> issuers.issuersFor(publisher).stream())
                .filter(one -> one.keyId().equals(keyId))
                .map(Issuer::key)
                .findFirst()
                .orElseThrow(
                        () -> new MalformedDocumentException("No publisher that is trusted here names its issuer"));
        return StatusToken.verify(status, issuer);
    }

    /** Those that said who licenses their modules, and those of what is installed, and of what ever was. */
    private Stream<String> publishers() {
        var pinned = memory.recall().pins().entrySet().stream()
                .filter(pin -> pin.getKey().startsWith(MODULE_PIN))
                .map(Map.Entry::getValue);
        var installed = inventory.all().stream().map(Installation::publisher);
        return Stream.concat(trust.report().issuers().keySet().stream(), Stream.concat(installed, pinned))
                .distinct();
    }
}
