package com.a64platform.core.settings;

import com.a64platform.core.crypto.Sealing;
import com.a64platform.core.crypto.StrictJson;
import com.a64platform.core.platform.EncryptionSecret;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** Seals sensitive values, each for one setting of one module in one tenant. Thread-safe. */
record Seal(EncryptionSecret secret) {
    private static final String PURPOSE = "setting";

    /** Where a value belongs: it opens nowhere else. */
    record Place(String tenantId, String module, String key) {
        private byte[] bytes(String keyId) {
            return StrictJson.write(List.of(PURPOSE, keyId, tenantId, module, key));
        }
    }

    SealedValue close(String value, Place place) {
        var salt = Sealing.newSalt();
        var sealing = Sealing.derive(secret.value(), salt, PURPOSE);
        var sealed = sealing.seal(value.getBytes(StandardCharsets.UTF_8), place.bytes(sealing.keyId()));
        return new SealedValue(sealing.keyId(), salt, sealed);
    }

    /** The value; empty when neither the present secret nor the previous one opens it there. */
    Optional<String> open(SealedValue value, Place place) {
        return opensNow(value, place).or(() -> openedBefore(value, place));
    }

    /** The same with the previous secret only. */
    Optional<String> openedBefore(SealedValue value, Place place) {
        return secret.previous().flatMap(before -> open(value, place, before));
    }

    /** The same with the present secret only. */
    Optional<String> opensNow(SealedValue value, Place place) {
        return open(value, place, secret.value());
    }

    private static Optional<String> open(SealedValue value, Place place, String secret) {
        return Sealing.derive(secret, value.salt(), PURPOSE)
                .open(value.sealed(), place.bytes(value.keyId()))
                .map(plain -> new String(plain, StandardCharsets.UTF_8));
    }
}
