package com.a64platform.core.licensing;

import com.a64platform.core.crypto.SigningKey;
import com.a64platform.core.licensing.IssuerDirectory.Issuer;
import com.a64platform.core.licensing.LicenseService.LicenseSubject;
import com.a64platform.core.memory.InMemoryStates;
import com.a64platform.core.memory.InMemoryTime;
import com.a64platform.core.memory.LicensingClock;
import com.a64platform.core.memory.MonotonicMemory;
import com.a64platform.core.platform.Platform;
import com.a64platform.core.platform.PlatformSettings;
import com.a64platform.core.versions.VersionRange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A home, a publisher with its issuer, a clock that the test sets, and a store in memory. */
final class LicensingBench {
    static final Instant TODAY = Instant.parse("2026-06-01T12:00:00Z");
    static final LicenseSubject FARM = new LicenseSubject("green", "farm-manager", "1.2.0", "acme");

    final SigningKey issuer;
    final MemoryLicenses stored;
    final InMemoryTime newest = new InMemoryTime();
    final InMemoryStates states = new InMemoryStates();
    final Map<String, String> settings = new HashMap<>();
    final List<Issuer> issuers = new ArrayList<>();
    final InstallationIdentity identity;
    Instant clock = TODAY;
    /** Ends of leases by issuer and license; null while nobody asks a license server. */
    Map<String, Instant> leases;

    private final Path root;

    LicensingBench(Path root) throws IOException {
        this(root, SigningKey.generate(), new MemoryLicenses(), new InstallationIdentity(SigningKey.generate()));
    }

    /** Another node on the store of this one, with a home of its own. */
    LicensingBench(Path root, LicensingBench beside) throws IOException {
        this(root, beside.issuer, beside.stored, beside.identity);
    }

    private LicensingBench(Path root, SigningKey issuer, MemoryLicenses stored, InstallationIdentity identity)
            throws IOException {
        this.root = root;
        this.issuer = issuer;
        this.stored = stored;
        this.identity = identity;
        Files.createDirectories(root.resolve("data/keys"));
        settings.put("A64_HOME", root.toString());
        settings.put("A64_DEPLOY_DIR", root.resolve("deploy").toString());
        settings.put("A64_MODE", "production");
        settings.put("A64_HTTP_HOST", "127.0.0.1");
        settings.put("A64_HTTP_PORT", "0");
        settings.put("A64_SAFE_MODE", "false");
        settings.put("MONGODB_DB_NAME", "a64");
        settings.put("LICENSE_MODE", "offline");
        settings.put("LICENSE_ENCRYPTION_KEY", "kJ8s-2mQx91-vvZ0-plq7-RRt5-ooE3-1");
        settings.put("MAX_MODULES", "50");
        settings.put("MAX_MODULE_SIZE_MB", "50");
        settings.put("MODULE_INSTALL_TIMEOUT", "300");
        settings.put("OPERATION_HISTORY_DAYS", "90");
        settings.put("UNINSTALL_UNDO_DAYS", "7");
        settings.put("MODULE_START_WATCH", "5");
        settings.put("MODULE_UPDATE_WATCH", "0");
        issuers.add(named(issuer, "*"));
    }

    static Issuer named(SigningKey key, String... modules) {
        return new Issuer(
                key.keyId(),
                key.publicKey(),
                List.of(modules),
                TODAY.minus(Duration.ofDays(300)),
                TODAY.plus(Duration.ofDays(300)));
    }

    Platform platform() {
        return new Platform(PlatformSettings.from(settings));
    }

    SignedLicenses service() {
        SignedLicenses service = new SignedLicenses(
                platform(),
                publisher -> publisher.equals("acme") ? List.copyOf(issuers) : List.of(),
                identity,
                stored,
                new LicensingClock(
                        clock(),
                        System::nanoTime,
                        List.of(newest, LicensingClock.ofHome(platform().home()))),
                memory(),
                revocations());
        service.leases =
                leases == null ? null : (issuerId, jti) -> Optional.ofNullable(leases.get(issuerId + " " + jti));
        return service;
    }

    /** The server's answer: a lease for a license of this issuer. */
    void lease(String jti, Instant until) {
        settings.put("LICENSE_SERVER", "https://licenses.example");
        leases = leases == null ? new HashMap<>() : leases;
        leases.put(issuer.keyId() + " " + jti, until);
    }

    MonotonicMemory memory() {
        return MonotonicMemory.of(platform().home(), states);
    }

    Revocations revocations() {
        return new Revocations(memory());
    }

    Path home() {
        return root;
    }

    Clock clock() {
        return new Clock() {
            @Override
            public Instant instant() {
                return clock;
            }

            @Override
            public ZoneOffset getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(java.time.ZoneId zone) {
                return this;
            }
        };
    }

    /** Claims that grant everything, to be changed. */
    Terms terms() {
        return new Terms();
    }

    /** A license being written. */
    final class Terms {
        String id = "L-1";
        String module = "farm-manager";
        String versions = "^1.0.0";
        String installation = identity.id();
        LicenseClaims.Type type = LicenseClaims.Type.SUBSCRIPTION;
        Instant issuedAt = TODAY.minus(Duration.ofDays(1));
        Instant notBefore = TODAY.minus(Duration.ofDays(1));
        Optional<Instant> expires = Optional.of(TODAY.plus(Duration.ofDays(30)));
        Optional<String> tenant = Optional.empty();
        OptionalInt seats = OptionalInt.empty();
        boolean online;

        LicenseClaims claims() {
            return new LicenseClaims(
                    issuer.keyId(),
                    "Green Ltd",
                    id,
                    issuedAt,
                    notBefore,
                    expires,
                    module,
                    VersionRange.parse(versions),
                    type,
                    seats,
                    installation,
                    tenant,
                    Set.of("export"),
                    Duration.ofDays(14),
                    online);
        }

        String signed() {
            return LicenseToken.sign(issuer, claims());
        }
    }

    /** Sealed licenses in memory. */
    static final class MemoryLicenses implements SealedLicenseRepository {
        final Map<String, SealedLicense> all = new ConcurrentHashMap<>();
        /** How many more writes there are before the process dies. */
        int writesLeft = Integer.MAX_VALUE;

        @Override
        public void put(SealedLicense license) {
            write();
            all.put(license.id(), license);
        }

        @Override
        public List<SealedLicense> find(String tenantId, String module) {
            return all.values().stream()
                    .filter(kept ->
                            kept.tenantId().equals(tenantId) && kept.module().equals(module))
                    .toList();
        }

        @Override
        public List<SealedLicense> all() {
            return List.copyOf(all.values());
        }

        @Override
        public void remove(String id) {
            write();
            all.remove(id);
        }

        private void write() {
            if (writesLeft-- <= 0) {
                throw new IllegalStateException("the process dies here");
            }
        }
    }
}
