package com.a64platform.core.trust;

import com.a64platform.core.crypto.DocumentType;
import com.a64platform.core.crypto.MalformedDocumentException;
import com.a64platform.core.descriptors.ModuleNames;
import com.a64platform.core.memory.MonotonicMemory;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import java.util.List;
import java.util.Optional;

/** Finds a publisher's statement and verifies it with the publisher's own keys. */
record IssuerCheck(Publishers publishers, TrustFolder home, MonotonicMemory memory) {
    /** The issuers that hold; none without a trusted publisher or a statement. */
    List<LicenseIssuer> issuers(String publisher) {
        return ModuleNames.valid(publisher)
                ? publishers
                        .anchor(publisher)
                        .flatMap(anchor -> statement(anchor, publisher).map(statement -> valid(anchor, statement)))
                        .orElse(List.of())
                : List.of();
    }

    /** Keeps a statement that came from elsewhere; one that is no newer than what is here changes nothing. */
    void accept(byte[] document) {
        try {
            // says only whose keys to try; what counts is read again from the bytes that were verified
            var publisher = PublisherStatement.read(
                            DocumentType.PUBLISHER.parse(document).unverifiedPayload())
                    .publisher();
            var anchor = publishers
                    .anchor(publisher)
                    .orElseThrow(() -> new MalformedDocumentException("its publisher is not trusted by this home"));
            var present = statement(anchor, publisher).map(PublisherStatement::version);
            if (verified(anchor, publisher, document).version() > present.orElse(-1L)) {
                statements(anchor).keepStatement(publisher, document);
            }
        } catch (MalformedDocumentException e) {
            throw new ProblemException(
                    ErrorCode.TRUST_METADATA_INVALID,
                    "A publisher's statement that came along does not hold (" + e.getMessage()
                            + "); get it from the publisher again.",
                    e);
        }
    }

    private Optional<PublisherStatement> statement(Anchor anchor, String publisher) {
        try {
            var document = statements(anchor).statement(publisher);
            return document.isEmpty() ? Optional.empty() : Optional.of(verified(anchor, publisher, document.get()));
        } catch (MalformedDocumentException e) {
            throw new ProblemException(
                    ErrorCode.TRUST_METADATA_INVALID,
                    "The statement of " + publisher + " about who licenses its modules does not hold (" + e.getMessage()
                            + "); get it from the publisher again.",
                    e);
        }
    }

    private PublisherStatement verified(Anchor anchor, String publisher, byte[] document)
            throws MalformedDocumentException {
        var payload = publishers
                .open(publisher, DocumentType.PUBLISHER.parse(document))
                .orElseThrow(() -> new MalformedDocumentException("it is not signed by the publisher"));
        var statement = PublisherStatement.read(payload);
        if (!statement.publisher().equals(publisher)) {
            throw new MalformedDocumentException("it is the statement of another publisher");
        }
        var signers = anchor.root().publisher(publisher).orElseThrow();
        var counter = "publisher:" + publisher + ":" + signers.thumbprint();
        if (statement.version() < memory.recall().counter(counter)) {
            throw new MalformedDocumentException("a newer one was in use before");
        }
        if (!anchor.development()) {
            memory.remember(state -> state.withCounter(counter, statement.version()));
        }
        return statement;
    }

    private TrustFolder statements(Anchor anchor) {
        return anchor.folder().orElse(home);
    }

    /** One key has one role in the whole home, and a revoked key has none. */
    private List<LicenseIssuer> valid(Anchor anchor, PublisherStatement statement) {
        var revoked = publishers.revoked(anchor);
        return statement.issuers().stream()
                .filter(issuer -> !revoked.contains(issuer.keyId()))
                .filter(issuer -> publishers.anchors().stream()
                        .noneMatch(any -> any.root().roles().containsKey(issuer.keyId())))
                .toList();
    }
}
