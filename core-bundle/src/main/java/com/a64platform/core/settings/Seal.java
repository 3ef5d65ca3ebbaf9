package com.a64platform.core.settings;

import com.a64platform.core.crypto.SealedValue;
import com.a64platform.core.crypto.StrictJson;
import com.a64platform.core.platform.EncryptionSecret;
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
        return SealedValue.of(value, secret.value(), PURPOSE, place::bytes);
    }

    /** The value; empty when neither the present secret nor the previous one opens it there. */
    Optional<String> open(SealedValue value, Place place) {
        return opensNow(value, place).or(() -> openedBefore(value, place));
    }

    /** The same with the previous secret only. */
    Optional<String> openedBefore(SealedValue value, Place place) {
        return secret.previous().flatMap(before -> value.open(before, PURPOSE, place::bytes));
    }

    /** The same with the present secret only. */
    Optional<String> opensNow(SealedValue value, Place place) {
        return value.open(secret.value(), PURPOSE, place::bytes);
    }
}
