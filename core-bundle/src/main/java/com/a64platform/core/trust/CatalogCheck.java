package com.a64platform.core.trust;

import com.a64platform.core.crypto.Digests;
import com.a64platform.core.crypto.DocumentType;
import com.a64platform.core.crypto.JsonMembers;
import com.a64platform.core.crypto.MalformedDocumentException;
import com.a64platform.core.crypto.StrictJson;
import com.a64platform.core.memory.MonotonicState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * Verifies that a timestamp is signed, fresh and not older than the last one, that it means exactly this catalog, and the
 * same of the catalog. A fault is told as the exception's message.
 *
 * @param expiredToo whether somebody has consented to what has expired; never to what is older than before
 */
record CatalogCheck(List<Anchor> anchors, MonotonicState seen, Instant now, boolean expiredToo) {
    private static final Duration TIMESTAMP_LIFE = Duration.ofDays(7);
    private static final Duration CATALOG_LIFE = Duration.ofDays(90);
    /** How much the registry's clock may be ahead of ours. */
    private static final Duration SKEW = Duration.ofMinutes(10);

    private static final Set<String> UNDERSTOOD = Set.of("version", "catalogVersion", "sha256", "expires");

    /** A catalog that holds, and the state to remember with it. */
    record Accepted(Catalog catalog, MonotonicState state) {}

    Accepted verify(byte[] timestamp, byte[] document) throws MalformedDocumentException {
        var envelope = DocumentType.TIMESTAMP.parse(timestamp);
        for (Anchor anchor : anchors) {
            var payload = anchor.root().timestamp().open(envelope, anchor.root().revoked());
            if (payload.isPresent()) {
                return verify(anchor, StrictJson.read(payload.get(), UNDERSTOOD), document);
            }
        }
        throw new MalformedDocumentException("the timestamp is not signed by a key this home trusts for it");
    }

    private Accepted verify(Anchor anchor, JsonMembers timestamp, byte[] document) throws MalformedDocumentException {
        var root = anchor.root();
        var timestampCounter = "timestamp:" + root.timestamp().thumbprint();
        requireFresh(
                "timestamp",
                timestamp.instant("expires"),
                now.plus(TIMESTAMP_LIFE).plus(SKEW));
        requireNotOlder("timestamp", timestampCounter, timestamp.number("version"));
        if (!Digests.sha256(document).equals(timestamp.text("sha256"))) {
            throw new MalformedDocumentException("the catalog is not the one that the timestamp means");
        }
        var payload = root.registry()
                .open(DocumentType.CATALOG.parse(document), root.revoked())
                .orElseThrow(() ->
                        new MalformedDocumentException("the catalog is not signed by a key this home trusts for it"));
        var catalog = CatalogDocument.read(payload);
        if (catalog.version() != timestamp.number("catalogVersion")) {
            throw new MalformedDocumentException("the catalog's version is not the one that the timestamp means");
        }
        checkCatalog(catalog, root);
        return new Accepted(
                catalog,
                seen.withCounter(timestampCounter, timestamp.number("version"))
                        .withCounter(catalogCounter(root), catalog.version())
                        .withPin(registryPin(root), catalog.registry()));
    }

    private void checkCatalog(Catalog catalog, Root root) throws MalformedDocumentException {
        requireNotOlder("catalog", catalogCounter(root), catalog.version());
        requireFresh("catalog", catalog.expires(), catalog.issuedAt().plus(CATALOG_LIFE));
        if (catalog.issuedAt().isAfter(now.plus(SKEW))) {
            throw new MalformedDocumentException("the catalog was issued in the future: check this machine's clock");
        }
        var registry = seen.pins().getOrDefault(registryPin(root), catalog.registry());
        if (!registry.equals(catalog.registry())) {
            throw new MalformedDocumentException("the catalog is of another registry than before");
        }
    }

    private void requireFresh(String what, Instant expires, Instant latest) throws MalformedDocumentException {
        if (!expiredToo && !now.isBefore(expires)) {
            throw new MalformedDocumentException("the " + what + " has expired");
        }
        if (expires.isAfter(latest)) {
            throw new MalformedDocumentException("the " + what + " claims to be valid for longer than is allowed");
        }
    }

    private void requireNotOlder(String what, String counter, long version) throws MalformedDocumentException {
        if (version < seen.counter(counter)) {
            throw new MalformedDocumentException("the " + what + " has version " + version + ", version "
                    + seen.counter(counter) + " was seen before");
        }
    }

    private static String catalogCounter(Root root) {
        return "catalog:" + root.registry().thumbprint();
    }

    private static String registryPin(Root root) {
        return "registry:" + root.registry().thumbprint();
    }
}
