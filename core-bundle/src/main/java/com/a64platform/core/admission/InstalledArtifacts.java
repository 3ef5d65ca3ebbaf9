package com.a64platform.core.admission;

import com.a64platform.core.modules.Installation;
import com.a64platform.core.modules.Revision;
import com.a64platform.core.modules.Revisions;
import com.a64platform.core.modules.VerifiedArtifact;
import com.a64platform.core.problem.ProblemException;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is installed, as it passed the gate: the artifact that serves, or its verified copy. Thread-safe. */
@Component(service = InstalledArtifacts.class)
public final class InstalledArtifacts {
    private static final Logger log = LoggerFactory.getLogger(InstalledArtifacts.class);

    private final Revisions revisions;
    private final Admission admission;

    @Activate
    public InstalledArtifacts(@Reference Revisions revisions, @Reference Admission admission) {
        this.revisions = revisions;
        this.admission = admission;
    }

    /** The artifact of an installation; empty when its verified copy is lost or would not be let in today. */
    public Optional<VerifiedArtifact> of(Installation installation) {
        return revisions
                .serving(installation.moduleName())
                .map(Revision::artifact)
                .filter(artifact -> artifact.sha256().equals(installation.sha256()))
                .or(() -> admitted(installation));
    }

    /** One that would be refused today keeps nobody from asking about others. */
    private Optional<VerifiedArtifact> admitted(Installation installation) {
        try {
            return admission.admitted(installation.sha256(), installation.publisher());
        } catch (ProblemException refused) {
            log.warn(
                    "What is in {} {} is not known: {}",
                    installation.moduleName(),
                    installation.version(),
                    refused.detail());
            return Optional.empty();
        }
    }
}
