package com.a64platform.core.trust;

import com.a64platform.core.crypto.DocumentType;
import com.a64platform.core.crypto.Envelope;
import com.a64platform.core.crypto.MalformedDocumentException;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import java.time.Instant;

/** Verifies an artifact's detached signature against the publishers of the given root documents. */
record ArtifactCheck(Publishers publishers, Instant now) {
    ArtifactStatement verify(byte[] document, String sha256, long length) {
        try {
            var envelope = DocumentType.ARTIFACT.parse(document);
            // says only whose keys to try; what counts is read again from the bytes that were verified
            var publisher = ArtifactStatement.read(envelope.unverifiedPayload()).publisher();
            var statement = ArtifactStatement.read(open(envelope, publisher));
            requireSame(statement, sha256, length);
            return statement;
        } catch (MalformedDocumentException e) {
            throw new ProblemException(
                    ErrorCode.SIGNATURE_INVALID,
                    "The signature cannot be read (" + e.getMessage() + "); get it from the publisher again.",
                    e);
        }
    }

    private byte[] open(Envelope envelope, String publisher) {
        if (publishers.require(publisher).expired(now)) {
            throw new ProblemException(ErrorCode.TRUST_METADATA_INVALID, RootedTrust.EXPIRED);
        }
        return publishers.open(publisher, envelope).orElseThrow(() -> refused(envelope, publisher));
    }

    private ProblemException refused(Envelope envelope, String publisher) {
        return publishers.revokedSigned(publisher, envelope)
                ? new ProblemException(
                        ErrorCode.PUBLISHER_REVOKED,
                        "The key of " + publisher + " that signed it is revoked; get a copy signed with the new key.")
                : new ProblemException(
                        ErrorCode.SIGNATURE_INVALID,
                        "The signature was not made by " + publisher + "; get the artifact and its signature from the"
                                + " publisher again.");
    }

    private static void requireSame(ArtifactStatement statement, String sha256, long length) {
        if (!statement.sha256().equals(sha256) || statement.length() != length) {
            throw new ProblemException(
                    ErrorCode.DIGEST_MISMATCH,
                    "The file is not the one that " + statement.publisher() + " signed as " + statement.name() + " "
                            + statement.version() + ": it was changed or damaged; get both from the publisher again.");
        }
    }
}
