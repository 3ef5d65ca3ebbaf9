package com.a64platform.core.cli.publishing;

import com.a64platform.core.cli.CommandFailure;
import com.a64platform.core.crypto.DocumentType;
import com.a64platform.core.crypto.Ed25519;
import com.a64platform.core.crypto.KeyFile;
import com.a64platform.core.crypto.KeyRole;
import com.a64platform.core.crypto.MalformedDocumentException;
import com.a64platform.core.crypto.SigningKey;
import com.a64platform.core.crypto.StrictJson;
import com.a64platform.core.trust.TrustReport;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A root document in the making: the first of a registry, or the one that follows another. */
final class RootDraft {
    private static final Set<String> UNDERSTOOD =
            Set.of("version", "expires", "keys", "roles", "publishers", "revoked");

    private final Optional<byte[]> previous;
    private final ObjectNode document;

    private RootDraft(Optional<byte[]> previous, ObjectNode document) {
        this.previous = previous;
        this.document = document;
    }

    static RootDraft first() {
        var document = StrictJson.object().put("version", 1);
        document.putObject("keys");
        document.putObject("roles");
        document.putObject("publishers");
        document.putArray("revoked");
        return new RootDraft(Optional.empty(), document);
    }

    /** Begins with all that the present one says. */
    static RootDraft after(byte[] present) {
        try {
            TrustReport.Document.read(present);
            var payload = DocumentType.ROOT.parse(present).unverifiedPayload();
            var document = StrictJson.read(payload, UNDERSTOOD).node();
            document.put("version", document.get("version").longValue() + 1);
            return new RootDraft(Optional.of(present), document);
        } catch (MalformedDocumentException e) {
            throw TrustReport.unusable(e);
        }
    }

    /** Gives a role these keys in place of those it had. */
    RootDraft role(KeyRole role, List<KeyFile> keys, int threshold) {
        keys.forEach(key -> key.requireRole(role));
        return signers(document.withObject("/roles"), role.text(), keys, threshold);
    }

    /** Gives a publisher these keys in place of those it had; a revoked one stays, so that what it signed is told apart. */
    RootDraft publisher(String name, List<KeyFile> keys) {
        keys.forEach(key -> key.requireRole(KeyRole.PUBLISHER));
        var publishers = document.withObject("/publishers");
        Set<String> revoked = new HashSet<>();
        document.withArray("revoked").forEach(id -> revoked.add(id.asText()));
        List<String> kept = new ArrayList<>();
        publishers.path(name).path("keys").forEach(id -> kept.add(id.asText()));
        signers(publishers, name, keys, 1);
        kept.stream()
                .filter(revoked::contains)
                .forEach(publishers.withObject("/" + name).withArray("keys")::add);
        return this;
    }

    RootDraft withoutPublisher(String name) {
        if (document.withObject("/publishers").remove(name) == null) {
            throw new CommandFailure("The root document names no publisher " + name + ".");
        }
        return this;
    }

    /** Says that a key counts for nothing any more. */
    RootDraft revoke(String keyId) {
        if (!document.withObject("/keys").has(keyId)) {
            throw new CommandFailure("The root document has no key " + keyId + "; 'a64 trust list' shows the ids.");
        }
        document.withArray("revoked").add(keyId);
        return this;
    }

    /** The signed document, checked as a platform will check it. */
    byte[] sign(int days, List<SigningKey> keys) {
        var expires = Instant.now().plus(Duration.ofDays(days)).truncatedTo(ChronoUnit.SECONDS);
        document.put("expires", expires.toString());
        forgetUnused();
        var signed = DocumentType.ROOT.sign(document, keys);
        try {
            TrustReport.Document.read(signed);
            if (previous.isPresent()) {
                TrustReport.Document.read(previous.get(), signed);
            }
            return signed;
        } catch (MalformedDocumentException e) {
            throw TrustReport.unusable(e);
        }
    }

    long version() {
        return document.get("version").longValue();
    }

    /** The key files of options of the form {@code NAME=FILE}, by name, in the order given. */
    static Map<String, List<KeyFile>> keyFiles(List<String> options) {
        Map<String, List<KeyFile>> files = new LinkedHashMap<>();
        for (String option : options) {
            int equals = option.indexOf('=');
            if (equals < 1) {
                throw new CommandFailure("Write NAME=FILE in place of " + option + ".");
            }
            files.computeIfAbsent(option.substring(0, equals), name -> new ArrayList<>())
                    .add(KeyFile.open(Path.of(option.substring(equals + 1))));
        }
        return files;
    }

    private RootDraft signers(ObjectNode target, String name, List<KeyFile> keys, int threshold) {
        var ids = target.putObject(name).put("threshold", threshold).putArray("keys");
        keys.forEach(key -> {
            ids.add(key.keyId());
            document.withObject("/keys").put(key.keyId(), Ed25519.encode(key.publicKey()));
        });
        return this;
    }

    /** A key that no role names any more is only ballast, unless it is revoked. */
    private void forgetUnused() {
        Set<String> used = new HashSet<>();
        List.of("roles", "publishers").forEach(part -> document.get(part)
                .forEach(signers -> ((ArrayNode) signers.get("keys")).forEach(id -> used.add(id.asText()))));
        document.withObject("/keys").retain(used);
    }
}
