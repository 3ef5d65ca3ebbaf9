package com.a64platform.core.trust;

import com.a64platform.core.crypto.Digests;
import com.a64platform.core.crypto.DocumentType;
import com.a64platform.core.crypto.Ed25519;
import com.a64platform.core.crypto.SigningKey;
import com.a64platform.core.crypto.StrictJson;
import com.a64platform.core.memory.InMemoryStates;
import com.a64platform.core.memory.MonotonicMemory;
import com.a64platform.core.platform.Home;
import com.a64platform.core.platform.Mode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A home, the people whom it trusts, and what they sign. */
final class TrustWorld {
    static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    static final byte[] JAR = "the bytes of an artifact".getBytes();

    final Home home;
    final InMemoryStates store = new InMemoryStates();
    final Map<String, SigningKey> keys = new HashMap<>();
    /** Publishers by name, each with the names of its keys. */
    final Map<String, List<String>> publishers = new LinkedHashMap<>(Map.of("acme", List.of("acme")));

    final Map<String, List<String>> roles = new LinkedHashMap<>(
            Map.of("root", List.of("root"), "registry", List.of("registry"), "timestamp", List.of("timestamp")));
    List<String> revoked = List.of();
    Instant now = NOW;

    TrustWorld(Path folder) {
        home = new Home(folder);
    }

    Trust trust() {
        return trust(Mode.PRODUCTION);
    }

    /** A platform that starts now. */
    Trust trust(Mode mode) {
        return new RootedTrust(home, mode, MonotonicMemory.of(home, store), Clock.fixed(now, ZoneOffset.UTC));
    }

    SigningKey key(String name) {
        return keys.computeIfAbsent(name, any -> SigningKey.generate());
    }

    String keyId(String name) {
        return key(name).keyId();
    }

    void anchor(byte[] root) {
        write(home.conf().resolve("trust/root.json"), root);
    }

    void anchor(String registry, byte[] root) {
        write(home.conf().resolve("trust/registries/" + registry + "/root.json"), root);
    }

    /** A publisher that the home itself trusts. */
    void added(String publisher) {
        new TrustFiles(home).addPublisher(trust(), publisher, key(publisher).publicKey());
    }

    void transfer(String module, long sequence, String from, String to, String signer) {
        var statement = new TransferStatement(module, sequence, from, to);
        write(
                home.conf().resolve("trust/transfers/" + module + ".json"),
                com.a64platform.core.crypto.Envelope.sign(
                        DocumentType.TRANSFER.mediaType(), statement.write(), List.of(key(signer))));
    }

    void developmentAnchor(byte[] root) {
        write(home.data().resolve("dev-keys/root.json"), root);
    }

    void statement(String publisher, byte[] statement) {
        write(home.conf().resolve("trust/publishers/" + publisher + ".json"), statement);
    }

    static void write(Path file, byte[] content) {
        try {
            Files.createDirectories(file.getParent());
            Files.write(file, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    byte[] root(long version, String... signers) {
        return sign(DocumentType.ROOT, rootDocument(version), signers);
    }

    ObjectNode rootDocument(long version) {
        var document = StrictJson.object()
                .put("version", version)
                .put("expires", NOW.plus(Duration.ofDays(365)).toString());
        var known = document.putObject("keys");
        List.of(roles, publishers).forEach(map -> map.values()
                .forEach(names -> names.forEach(
                        name -> known.put(keyId(name), Ed25519.encode(key(name).publicKey())))));
        var roleMembers = document.putObject("roles");
        roles.forEach((role, names) -> signers(roleMembers.putObject(role), names));
        var publisherMembers = document.putObject("publishers");
        publishers.forEach((publisher, names) -> signers(publisherMembers.putObject(publisher), names));
        var revokedIds = document.putArray("revoked");
        revoked.forEach(name -> revokedIds.add(keyId(name)));
        return document;
    }

    /** All keys of a role must sign. */
    private void signers(ObjectNode target, List<String> names) {
        var ids = target.put("threshold", names.size()).putArray("keys");
        names.forEach(name -> ids.add(keyId(name)));
    }

    byte[] signature(String name, String version, String publisher, String signer) {
        return signature(name, version, publisher, signer, JAR);
    }

    byte[] signature(String name, String version, String publisher, String signer, byte[] jar) {
        var statement = new ArtifactStatement(name, version, Digests.sha256(jar), jar.length, publisher, NOW);
        return com.a64platform.core.crypto.Envelope.sign(
                DocumentType.ARTIFACT.mediaType(), statement.write(), List.of(key(signer)));
    }

    ObjectNode catalogDocument(long version) {
        var document = StrictJson.object()
                .put("version", version)
                .put("issuedAt", NOW.toString())
                .put("expires", NOW.plus(Duration.ofDays(90)).toString())
                .put("registry", "registry.example");
        var module = document.putArray("modules")
                .addObject()
                .put("name", "farm-manager")
                .put("publisher", "acme");
        module.put("latest", "1.0.0")
                .put("displayName", "Farms")
                .put("description", "d")
                .put("category", "c");
        module.putArray("versions")
                .addObject()
                .put("version", "1.0.0")
                .put("sha256", Digests.sha256(JAR))
                .put("length", JAR.length)
                .putObject("descriptor")
                .put("name", "farm-manager");
        return document;
    }

    byte[] catalog(long version) {
        return sign(DocumentType.CATALOG, catalogDocument(version), "registry");
    }

    ObjectNode timestampDocument(long version, long catalogVersion, byte[] catalog) {
        return StrictJson.object()
                .put("version", version)
                .put("catalogVersion", catalogVersion)
                .put("sha256", Digests.sha256(catalog))
                .put("expires", now.plus(Duration.ofDays(7)).toString());
    }

    byte[] timestamp(long version, long catalogVersion, byte[] catalog) {
        return sign(DocumentType.TIMESTAMP, timestampDocument(version, catalogVersion, catalog), "timestamp");
    }

    ObjectNode statementDocument(String publisher, long version, String... issuers) {
        var document = StrictJson.object().put("publisher", publisher).put("version", version);
        var list = document.putArray("issuers");
        for (String issuer : issuers) {
            var member = list.addObject().put("keyId", keyId(issuer));
            member.put("key", Ed25519.encode(key(issuer).publicKey()))
                    .putArray("modules")
                    .add("*");
            member.put("from", NOW.toString())
                    .put("until", NOW.plus(Duration.ofDays(365)).toString());
        }
        return document;
    }

    byte[] sign(DocumentType type, ObjectNode document, String... signers) {
        return type.sign(
                document, java.util.Arrays.stream(signers).map(this::key).toList());
    }
}
