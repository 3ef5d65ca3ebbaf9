package com.a64platform.core.licensing;

import com.a64platform.core.crypto.MacKey;
import com.a64platform.core.crypto.SealedValue;
import com.a64platform.core.crypto.StrictJson;
import com.a64platform.core.licensing.SealedLicense.Terms;
import com.a64platform.core.platform.EncryptionSecret;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Licenses at rest, sealed so that one opens only with this platform's secret and only for the tenant and module it was
 * sealed for. What does not open is kept as it is: the secret may come back. Thread-safe.
 */
final class Vault {
    private static final String PURPOSE = "license";

    private final SealedLicenseRepository repository;
    private final EncryptionSecret secret;
    private final MacKey home;

    /** @param home a key of the home that vouches for what is stored beside a sealed license */
    Vault(SealedLicenseRepository repository, EncryptionSecret secret, MacKey home) {
        this.repository = repository;
        this.secret = secret;
        this.home = home;
    }

    /** Seals a license in place of those of this module that open. */
    void keep(String license, String tenantId, String module, Terms terms) {
        List<SealedLicense> before = repository.find(tenantId, module);
        seal(license, tenantId, module, terms);
        before.stream().filter(old -> open(old).isPresent()).forEach(old -> repository.remove(old.id()));
    }

    private void seal(String license, String tenantId, String module, Terms terms) {
        SealedValue value =
                SealedValue.of(license, secret.value(), PURPOSE, keyId -> place(keyId, tenantId, module, terms.jti()));
        repository.put(vouched(new SealedLicense(
                UUID.randomUUID().toString(), tenantId, module, terms, value, Optional.empty(), new byte[0])));
    }

    /** The licenses of a module in a tenant that open: more than one when a crash came between a new one and the old. */
    List<String> find(String tenantId, String module) {
        return repository.find(tenantId, module).stream()
                .flatMap(kept -> open(kept).stream())
                .toList();
    }

    /**
     * What is known of a license that is there but does not open: marked with the time when that was first seen. Empty
     * when there is none.
     */
    Optional<SealedLicense> unsealable(String tenantId, String module, Instant now) {
        return repository.find(tenantId, module).stream()
                .filter(kept -> open(kept).isEmpty())
                .findFirst()
                .map(kept -> kept.unsealableSince().isPresent() ? kept : marked(kept, now));
    }

    /** Whether this home wrote the terms that stand beside the license. */
    boolean vouchedFor(SealedLicense kept) {
        return home.made(kept.mac(), facts(kept));
    }

    /** Whether there is one that another home has sealed and that does not open here. */
    boolean holdsOthers(String tenantId, String module) {
        return repository.find(tenantId, module).stream()
                .anyMatch(kept -> !vouchedFor(kept) && open(kept).isEmpty());
    }

    /** Forgets the licenses of a module in a tenant, those that do not open too. */
    void forget(String tenantId, String module) {
        repository.find(tenantId, module).forEach(kept -> repository.remove(kept.id()));
    }

    /** A mark only on what this home wrote: it must not vouch for somebody else's terms. */
    private SealedLicense marked(SealedLicense kept, Instant now) {
        if (!vouchedFor(kept)) {
            return kept;
        }
        SealedLicense marked = vouched(with(kept, Optional.of(now), new byte[0]));
        repository.put(marked);
        return marked;
    }

    /** Each is sealed anew, read back and opened before the one before goes; a crash between leaves both. */
    LicenseService.Resealed sealAnew() {
        int anew = 0;
        int already = 0;
        int notOpening = 0;
        for (SealedLicense kept : repository.all()) {
            Optional<String> previously = secret.previous().flatMap(before -> open(kept, before));
            if (open(kept, secret.value()).isPresent()) {
                already++;
            } else if (previously.isPresent()) {
                sealAnew(kept, previously.get());
                anew++;
            } else {
                notOpening++;
            }
        }
        return new LicenseService.Resealed(anew, already, notOpening);
    }

    private void sealAnew(SealedLicense before, String license) {
        List<SealedLicense> others = repository.find(before.tenantId(), before.module());
        if (others.stream().noneMatch(other -> same(other, license))) {
            seal(license, before.tenantId(), before.module(), before.terms());
        }
        if (repository.find(before.tenantId(), before.module()).stream().noneMatch(other -> same(other, license))) {
            throw new ProblemException(
                    ErrorCode.INTERNAL_ERROR,
                    "What was sealed anew does not open when read back, so nothing was replaced; check the store.");
        }
        repository.remove(before.id());
    }

    /** Whether this is the license, under the present key. */
    private boolean same(SealedLicense kept, String license) {
        return open(kept, secret.value()).filter(license::equals).isPresent();
    }

    private Optional<String> open(SealedLicense kept) {
        return open(kept, secret.value()).or(() -> secret.previous().flatMap(before -> open(kept, before)));
    }

    private static Optional<String> open(SealedLicense kept, String key) {
        return kept.value()
                .open(
                        key,
                        PURPOSE,
                        keyId -> place(
                                keyId,
                                kept.tenantId(),
                                kept.module(),
                                kept.terms().jti()));
    }

    private static byte[] place(String keyId, String tenantId, String module, String jti) {
        return StrictJson.write(List.of(PURPOSE, keyId, tenantId, module, jti));
    }

    private SealedLicense vouched(SealedLicense kept) {
        return with(kept, kept.unsealableSince(), home.mac(facts(kept)));
    }

    private static SealedLicense with(SealedLicense kept, Optional<Instant> unsealableSince, byte[] mac) {
        return new SealedLicense(
                kept.id(), kept.tenantId(), kept.module(), kept.terms(), kept.value(), unsealableSince, mac);
    }

    private static byte[] facts(SealedLicense kept) {
        Terms terms = kept.terms();
        ArrayNode facts = StrictJson.object()
                .putArray("facts")
                .add(kept.id())
                .add(kept.tenantId())
                .add(kept.module())
                .add(kept.value().keyId())
                .add(terms.issuer())
                .add(terms.jti())
                .add(terms.type())
                .add(terms.until().map(Instant::getEpochSecond).orElse(-1L))
                .add(terms.grace().toSeconds())
                .add(kept.unsealableSince().map(Instant::getEpochSecond).orElse(-1L));
        terms.features().stream().sorted().forEach(facts.addArray()::add);
        return StrictJson.write(facts);
    }
}
