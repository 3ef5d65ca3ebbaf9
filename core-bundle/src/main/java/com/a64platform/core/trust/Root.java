package com.a64platform.core.trust;

import com.a64platform.core.crypto.DocumentType;
import com.a64platform.core.crypto.Ed25519;
import com.a64platform.core.crypto.JsonMembers;
import com.a64platform.core.crypto.MalformedDocumentException;
import com.a64platform.core.crypto.StrictJson;
import java.security.PublicKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A verified root document: which keys count for what, and which are revoked. Immutable. */
record Root(
        long version,
        Instant expires,
        Signers root,
        Signers registry,
        Signers timestamp,
        Map<String, Signers> publishers,
        Set<String> revoked) {
    private static final Set<String> UNDERSTOOD =
            Set.of("version", "expires", "keys", "roles", "publishers", "revoked");

    Root {
        publishers = Map.copyOf(publishers);
        revoked = Set.copyOf(revoked);
    }

    /** Reads a document that is trusted by where it lies; that its own root keys signed it shows that it is whole. */
    static Root anchor(byte[] document) throws MalformedDocumentException {
        var envelope = DocumentType.ROOT.parse(document);
        var root = read(envelope.unverifiedPayload());
        if (root.root().open(envelope, Set.of()).isEmpty()) {
            throw new MalformedDocumentException("It is not signed by its own root keys");
        }
        return root;
    }

    /** Reads the document that follows this one. */
    Root next(byte[] document) throws MalformedDocumentException {
        var envelope = DocumentType.ROOT.parse(document);
        var payload = root.open(envelope, Set.of())
                .orElseThrow(() -> new MalformedDocumentException(
                        "It is not signed by enough of the root keys of version " + version));
        var next = read(payload);
        if (next.version() != version + 1) {
            throw new MalformedDocumentException("It has version " + next.version() + ", not " + (version + 1));
        }
        if (next.root().open(envelope, Set.of()).isEmpty()) {
            throw new MalformedDocumentException("It is not signed by enough of its own root keys");
        }
        return next;
    }

    /** What a home itself trusts: publishers and nothing else, for as long as it likes. */
    static Root ofPublishers(Map<String, Signers> publishers) {
        var nobody = new Signers(1, List.of());
        return new Root(0, Instant.MAX, nobody, nobody, nobody, publishers, Set.of());
    }

    boolean expired(Instant now) {
        return !now.isBefore(expires);
    }

    Optional<Signers> publisher(String name) {
        return Optional.ofNullable(publishers.get(name));
    }

    /** Every key's role, by its id, in words. */
    Map<String, String> roles() {
        Map<String, String> roles = new HashMap<>();
        root.keyIds().forEach(id -> roles.put(id, "a root key"));
        registry.keyIds().forEach(id -> roles.put(id, "a registry key"));
        timestamp.keyIds().forEach(id -> roles.put(id, "a timestamp key"));
        publishers.forEach(
                (name, signers) -> signers.keyIds().forEach(id -> roles.put(id, "the publisher " + name + "'s key")));
        return roles;
    }

    private static Root read(byte[] payload) throws MalformedDocumentException {
        var members = StrictJson.read(payload, UNDERSTOOD);
        var keys = keys(members.object("keys"));
        var roles = members.object("roles");
        Map<String, Signers> publishers = new HashMap<>();
        for (var entry : members.entries("publishers").entrySet()) {
            publishers.put(entry.getKey(), Signers.read(entry.getValue(), keys));
        }
        var root = new Root(
                members.number("version"),
                members.instant("expires"),
                Signers.read(roles.object("root"), keys),
                Signers.read(roles.object("registry"), keys),
                Signers.read(roles.object("timestamp"), keys),
                publishers,
                Set.copyOf(members.texts("revoked")));
        root.requireOneRoleEach();
        return root;
    }

    private static Map<String, PublicKey> keys(JsonMembers members) throws MalformedDocumentException {
        Map<String, PublicKey> keys = new HashMap<>();
        for (var entry : members.node().properties()) {
            var key = Ed25519.decode(members.text(entry.getKey()));
            if (!Ed25519.keyId(key).equals(entry.getKey())) {
                throw new MalformedDocumentException("A key is filed under the id of another");
            }
            keys.put(entry.getKey(), key);
        }
        return keys;
    }

    private void requireOneRoleEach() throws MalformedDocumentException {
        Set<String> seen = new HashSet<>();
        for (Signers signers : all(root, registry, timestamp, publishers)) {
            for (String id : signers.keyIds()) {
                if (!seen.add(id)) {
                    throw new MalformedDocumentException("A key has two roles");
                }
            }
        }
    }

    private static List<Signers> all(Signers root, Signers registry, Signers timestamp, Map<String, Signers> others) {
        List<Signers> all = new ArrayList<>(others.values());
        all.addAll(List.of(root, registry, timestamp));
        return all;
    }
}
