package com.a64platform.core.trust;

import com.a64platform.core.crypto.Digests;
import com.a64platform.core.crypto.Ed25519;
import com.a64platform.core.crypto.Envelope;
import com.a64platform.core.crypto.JsonMembers;
import com.a64platform.core.crypto.MalformedDocumentException;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The keys of one role or publisher, and how many of them must sign. Keys are distinct. */
record Signers(int threshold, List<PublicKey> keys) {
    private static final int MAX_KEYS = 16;

    Signers {
        keys = List.copyOf(keys);
    }

    /** Reads {@code {threshold, keys:[keyId]}}. */
    static Signers read(JsonMembers members, Map<String, PublicKey> known) throws MalformedDocumentException {
        var ids = members.texts("keys");
        long threshold = members.number("threshold");
        if (ids.size() > MAX_KEYS
                || threshold < 1
                || threshold > ids.size()
                || Set.copyOf(ids).size() != ids.size()) {
            throw new MalformedDocumentException("A threshold must be between 1 and the number of distinct keys");
        }
        List<PublicKey> keys = new ArrayList<>();
        for (String id : ids) {
            if (!known.containsKey(id)) {
                throw new MalformedDocumentException("A role names a key that is not in the document");
            }
            keys.add(known.get(id));
        }
        return new Signers((int) threshold, keys);
    }

    /** The payload when enough of the keys that are not revoked signed it. */
    Optional<byte[]> open(Envelope envelope, Set<String> revoked) {
        var valid = keys.stream()
                .filter(key -> !revoked.contains(Ed25519.keyId(key)))
                .toList();
        return envelope.signedBy(valid, threshold);
    }

    /** Whether one of these keys signed that is revoked. */
    boolean revokedSigned(Envelope envelope, Set<String> revoked) {
        var invalid = keys.stream()
                .filter(key -> revoked.contains(Ed25519.keyId(key)))
                .toList();
        return !invalid.isEmpty() && envelope.signedBy(invalid).isPresent();
    }

    List<String> keyIds() {
        return keys.stream().map(Ed25519::keyId).toList();
    }

    /** Changes with the keys, whatever their order: what was remembered of the old ones does not bind the new. */
    String thumbprint() {
        var ids = String.join(" ", keyIds().stream().sorted().toList());
        return Digests.sha256(ids.getBytes(StandardCharsets.US_ASCII)).substring(0, 16);
    }
}
