package com.a64platform.core.archives;

import com.a64platform.core.modules.VerifiedArtifact;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import com.a64platform.core.trust.Catalog;
import com.a64platform.core.trust.Trust;
import java.util.Optional;

/**
 * What an archive brings of trust: root documents that follow the home's own, publishers' statements, and a catalog that
 * its modules are held against. Where trust starts is never taken from it. Thread-safe.
 */
final class ArchivedTrust {
    private final Trust trust;

    ArchivedTrust(Trust trust) {
        this.trust = trust;
    }

    /**
     * Takes what holds and refuses the rest.
     *
     * @return the catalog that the modules have to be in, when there is one
     */
    Optional<Catalog> accept(UnpackedArchive archive, ImportRequest request) {
        archive.roots().forEach(root -> trust.acceptRoot(archive.registry(), root));
        archive.publishers().forEach(trust::acceptStatement);
        return archive.timestamp()
                .map(timestamp -> trust.verifyCatalog(
                        archive.registry(), timestamp, archive.catalog().orElseThrow(), request.expiredToo()));
    }

    /** @throws ProblemException DIGEST_MISMATCH or MODULE_NOT_FOUND when the catalog means something else */
    static void requireListed(Catalog catalog, VerifiedArtifact artifact) {
        var listed = catalog.modules().stream()
                .filter(entry -> entry.name().equals(artifact.name()))
                .flatMap(entry -> entry.versions().stream())
                .filter(release -> release.version().equals(artifact.version()))
                .findFirst()
                .filter(release -> !release.yanked())
                .orElseThrow(() -> new ProblemException(
                        ErrorCode.MODULE_NOT_FOUND,
                        "The archive's catalog does not offer " + artifact.name() + " " + artifact.version()
                                + "; export it again from the registry."));
        if (!listed.sha256().equals(artifact.sha256())) {
            throw new ProblemException(
                    ErrorCode.DIGEST_MISMATCH,
                    "The archive's catalog lists another file as " + artifact.name() + " " + artifact.version()
                            + "; export it again from the registry.");
        }
    }
}
