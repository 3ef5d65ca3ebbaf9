package com.a64platform.core.trust;

import com.a64platform.core.crypto.MalformedDocumentException;
import com.a64platform.core.memory.MonotonicState;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Whom a home trusts, for people.
 *
 * @param leftOut why a document does not count, by the name of its registry
 * @param issuers ids of the keys that may license a publisher's modules
 * @param pins what belongs to whom: {@code module:NAME}, {@code origin:NAME} (its registry), {@code publisher:NAME}
 * @param floors the lowest version of each module that is admitted
 */
public record TrustReport(
        List<Document> documents,
        Map<String, String> leftOut,
        Map<String, List<String>> issuers,
        Map<String, String> pins,
        Map<String, String> floors) {

    /** How many of which keys must sign. */
    public record KeySet(int threshold, List<String> keyIds) {
        private static KeySet of(Signers signers) {
            return new KeySet(signers.threshold(), signers.keyIds());
        }
    }

    /**
     * A root document, or the publishers that the home itself has added.
     *
     * @param name the registry's, {@code home} or {@code development}; empty for one that was only read
     */
    public record Document(
            String name,
            long version,
            Instant expires,
            Map<String, KeySet> roles,
            Map<String, KeySet> publishers,
            List<String> revoked) {
        /** Reads a root document that its own root keys have signed. */
        public static Document read(byte[] root) throws MalformedDocumentException {
            return of("", Root.anchor(root));
        }

        /** Reads a root document that follows another, signed by the thresholds of both. */
        public static Document read(byte[] previous, byte[] next) throws MalformedDocumentException {
            return of("", Root.anchor(previous).next(next));
        }

        private static Document of(String name, Root root) {
            Map<String, KeySet> roles = new LinkedHashMap<>();
            if (root.version() > 0) {
                roles.put("root", KeySet.of(root.root()));
                roles.put("registry", KeySet.of(root.registry()));
                roles.put("timestamp", KeySet.of(root.timestamp()));
            }
            Map<String, KeySet> publishers = new TreeMap<>();
            root.publishers().forEach((publisher, signers) -> publishers.put(publisher, KeySet.of(signers)));
            return new Document(
                    name,
                    root.version(),
                    root.expires(),
                    roles,
                    publishers,
                    root.revoked().stream().sorted().toList());
        }
    }

    static TrustReport of(Anchors.Found found, MonotonicState seen, IssuerCheck check) {
        Map<String, List<String>> issuers = new TreeMap<>();
        Map<String, String> leftOut = new TreeMap<>(found.leftOut());
        for (String publisher : publishers(found)) {
            try {
                issuers.put(
                        publisher,
                        check.issuers(publisher).stream()
                                .map(LicenseIssuer::keyId)
                                .toList());
            } catch (ProblemException refused) {
                leftOut.put("publishers/" + publisher, refused.detail());
            }
        }
        Map<String, String> floors = new TreeMap<>();
        seen.floors().forEach((module, floor) -> floors.put(module, floor.version()));
        var documents = found.anchors().stream()
                .map(anchor -> Document.of(anchor.name(), anchor.root()))
                .toList();
        return new TrustReport(documents, leftOut, issuers, new TreeMap<>(seen.pins()), floors);
    }

    private static TreeSet<String> publishers(Anchors.Found found) {
        var names = new TreeSet<String>();
        found.anchors()
                .forEach(anchor -> names.addAll(anchor.root().publishers().keySet()));
        return names;
    }

    /** Says in one sentence that a root document cannot be used. */
    public static ProblemException unusable(MalformedDocumentException why) {
        return new ProblemException(
                ErrorCode.TRUST_METADATA_INVALID, "The root document does not hold: " + why.getMessage() + ".", why);
    }
}
