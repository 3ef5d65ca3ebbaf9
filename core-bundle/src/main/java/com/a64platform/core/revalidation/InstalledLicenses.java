package com.a64platform.core.revalidation;

import com.a64platform.core.installer.LicenseSummaries;
import com.a64platform.core.licensing.LicenseDecision;
import com.a64platform.core.licensing.LicenseDecision.Reason;
import com.a64platform.core.licensing.LicenseService;
import com.a64platform.core.licensing.LicenseService.LicenseSubject;
import com.a64platform.core.licensing.SeatDirectory;
import com.a64platform.core.memory.LicensingClock;
import com.a64platform.core.modules.Installation;
import com.a64platform.core.problem.ProblemException;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Decides about the license of what is installed: the one rule for the start and for while modules run. Thread-safe. */
@Component(service = InstalledLicenses.class)
public final class InstalledLicenses {
    private static final Logger log = LoggerFactory.getLogger(InstalledLicenses.class);

    private final LicenseService licenses;
    private final LicensingClock clock;

    /** @param seats is there before anything is decided, for a license that counts users is refused without it */
    @Activate
    public InstalledLicenses(
            @Reference LicenseService licenses, @Reference LicensingClock clock, @Reference SeatDirectory seats) {
        this(licenses, clock);
    }

    public InstalledLicenses(LicenseService licenses, LicensingClock clock) {
        this.licenses = licenses;
        this.clock = clock;
    }

    /** What licensing holds an installation against. */
    static LicenseSubject subject(Installation installation) {
        return new LicenseSubject(
                installation.tenantId(), installation.moduleName(), installation.version(), installation.publisher());
    }

    /**
     * Whether an installation may go on. When the trust metadata is broken or the store does not answer, nobody can say.
     * That admits nothing new, but what was licensed goes on until the day its license was known to end.
     */
    public LicenseDecision decide(Installation installation) {
        try {
            return licenses.current(subject(installation));
        } catch (ProblemException broken) {
            return unchecked(installation, broken);
        }
    }

    private LicenseDecision unchecked(Installation installation, ProblemException broken) {
        log.error("The license of {} cannot be checked", installation.moduleName(), broken);
        var known = installation.license().orElseThrow(() -> broken);
        Optional<Reason> before =
                known.until().filter(end -> !clock.now().isBefore(end)).isPresent()
                        ? Optional.of(Reason.EXPIRED)
                        : LicenseSummaries.reason(known.state());
        if (before.isPresent()) {
            return new LicenseDecision.Refused(
                    before.get(),
                    "The license cannot be checked now, and when it last was it did not do: " + broken.detail());
        }
        return new LicenseDecision.Granted(
                "",
                known.jti(),
                known.type(),
                known.until(),
                Set.of(),
                OptionalInt.empty(),
                known.notice(),
                known.until());
    }
}
