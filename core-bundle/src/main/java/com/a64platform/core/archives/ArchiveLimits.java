package com.a64platform.core.archives;

import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;

/**
 * How much an archive may hold.
 *
 * @param artifact bytes of one artifact
 */
record ArchiveLimits(long artifact) {
    static final int MODULES = 20;

    /** Bytes of all members together; the documents are small beside the artifacts. */
    long total() {
        return MODULES * artifact + 64L * 1024 * 1024;
    }

    /** @throws ProblemException PAYLOAD_TOO_LARGE before anything of it is unpacked */
    void check(ArchiveManifest manifest) {
        if (manifest.of(ArchiveMember.Role.ARTIFACT).size() > MODULES) {
            throw new ProblemException(
                    ErrorCode.PAYLOAD_TOO_LARGE,
                    "The archive holds more than " + MODULES + " modules; export fewer at once.");
        }
        for (var member : manifest.members()) {
            if (member.length() > member.role().maxBytes(artifact)) {
                throw new ProblemException(
                        ErrorCode.PAYLOAD_TOO_LARGE,
                        "The archive's member " + member.path() + " is larger than "
                                + member.role().maxBytes(artifact) / 1024
                                + " KiB; for a module's JAR MAX_MODULE_SIZE_MB sets the limit.");
            }
        }
    }
}
