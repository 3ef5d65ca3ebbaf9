package com.a64platform.core.cli;

import com.a64platform.core.crypto.DocumentType;
import com.a64platform.core.crypto.Ed25519;
import com.a64platform.core.crypto.KeyRole;
import com.a64platform.core.crypto.SigningKey;
import com.a64platform.core.crypto.StrictJson;
import com.a64platform.core.platform.DurableFile;
import com.a64platform.core.platform.Home;
import com.a64platform.core.trust.LicenseIssuer;
import com.a64platform.core.trust.PublisherStatement;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/**
 * The keys of one home for developing and for demonstrations: one for each role, 0600, with the root document and the
 * publisher's statement that name them. Made on first use. Only a home in development mode trusts them by itself.
 */
public final class DevelopmentKeys {
    /** The name under which the home's own publisher signs. */
    public static final String PUBLISHER = "development";

    private static final Duration LIFE = Duration.ofDays(3650);

    private final Path folder;
    private final Clock clock;

    private DevelopmentKeys(Path folder, Clock clock) {
        this.folder = folder;
        this.clock = clock;
    }

    /** The keys of a home; those that are missing are made. */
    public static DevelopmentKeys of(Home home) {
        var keys = new DevelopmentKeys(folder(home), Clock.systemUTC());
        keys.prepare();
        return keys;
    }

    /** The key that issues licenses in a home, if it has one; makes none. */
    static Optional<SigningKey> issuer(Home home) {
        return SigningKey.load(folder(home).resolve(file(KeyRole.ISSUER)));
    }

    private static String file(KeyRole role) {
        return role + ".key";
    }

    private static Path folder(Home home) {
        return home.data().resolve("dev-keys");
    }

    Path folder() {
        return folder;
    }

    public Path root() {
        return folder.resolve("root.json");
    }

    /** Who licenses the publisher's modules, signed by the publisher. */
    public Path statement() {
        return folder.resolve("publishers").resolve(PUBLISHER + ".json");
    }

    public SigningKey key(KeyRole role) {
        return SigningKey.loadOrCreate(folder.resolve(file(role)));
    }

    private void prepare() {
        try {
            var ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
            Files.createDirectories(folder, ownerOnly);
            Files.createDirectories(statement().getParent(), ownerOnly);
            if (!Files.exists(root())) {
                DurableFile.write(root(), DocumentType.ROOT.sign(rootDocument(), List.of(key(KeyRole.ROOT))));
            }
            if (!Files.exists(statement())) {
                var signer = List.of(key(KeyRole.PUBLISHER));
                DurableFile.write(statement(), DocumentType.PUBLISHER.sign(statementDocument(), signer));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The keys cannot be kept in " + folder + "; check its rights and space.", e);
        }
    }

    private ObjectNode rootDocument() {
        var document = StrictJson.object()
                .put("version", 1)
                .put("expires", now().plus(LIFE).toString());
        var keys = document.putObject("keys");
        for (KeyRole role : List.of(KeyRole.ROOT, KeyRole.REGISTRY, KeyRole.TIMESTAMP, KeyRole.PUBLISHER)) {
            keys.put(key(role).keyId(), Ed25519.encode(key(role).publicKey()));
        }
        var roles = document.putObject("roles");
        for (KeyRole role : List.of(KeyRole.ROOT, KeyRole.REGISTRY, KeyRole.TIMESTAMP)) {
            signers(roles.putObject(role.text()), role);
        }
        signers(document.putObject("publishers").putObject(PUBLISHER), KeyRole.PUBLISHER);
        document.putArray("revoked");
        return document;
    }

    private void signers(ObjectNode target, KeyRole role) {
        target.put("threshold", 1).putArray("keys").add(key(role).keyId());
    }

    private ObjectNode statementDocument() {
        var key = key(KeyRole.ISSUER);
        var issuer = new LicenseIssuer(key.keyId(), key.publicKey(), List.of("*"), now(), now().plus(LIFE));
        return new PublisherStatement(PUBLISHER, 1, List.of(issuer)).write();
    }

    /** A little in the past, so that a clock that is set back by a moment does not make the keys not yet valid. */
    private Instant now() {
        return clock.instant().minus(Duration.ofDays(1)).truncatedTo(ChronoUnit.DAYS);
    }
}
