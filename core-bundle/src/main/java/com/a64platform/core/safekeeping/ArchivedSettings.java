package com.a64platform.core.safekeeping;

import com.a64platform.core.crypto.JsonMembers;
import com.a64platform.core.crypto.MalformedDocumentException;
import com.a64platform.core.crypto.SealedValue;
import com.a64platform.core.crypto.StrictJson;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import com.a64platform.core.settings.SettingsVersion;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Settings as an archive holds them. Sensitive values stay sealed: they open only for the same tenant, module and setting,
 * on a platform with the same encryption key. Immutable.
 *
 * @param version of the module whose schema they satisfy
 */
record ArchivedSettings(String version, Map<String, Object> plain, Map<String, SealedValue> sealed) {
    private static final Set<String> UNDERSTOOD = Set.of("version", "plain", "sealed");

    ArchivedSettings {
        plain = Map.copyOf(plain);
        sealed = Map.copyOf(sealed);
    }

    static ArchivedSettings of(SettingsVersion counting) {
        return new ArchivedSettings(counting.origin().moduleVersion(), counting.plain(), counting.sealed());
    }

    boolean isEmpty() {
        return plain.isEmpty() && sealed.isEmpty();
    }

    byte[] write() {
        var document = StrictJson.object().put("version", version);
        document.set("plain", StrictJson.node(plain));
        var values = document.putObject("sealed");
        sealed.forEach((name, value) -> values.putObject(name)
                .put("keyId", value.keyId())
                .put("salt", Base64.getEncoder().encodeToString(value.salt()))
                .put("value", Base64.getEncoder().encodeToString(value.sealed())));
        return StrictJson.write(document);
    }

    /** @throws ProblemException ARCHIVE_DAMAGED */
    static ArchivedSettings read(byte[] content) {
        try {
            var json = StrictJson.read(content, UNDERSTOOD);
            Map<String, SealedValue> sealed = new LinkedHashMap<>();
            for (var entry : json.entries("sealed").entrySet()) {
                sealed.put(entry.getKey(), sealed(entry.getValue()));
            }
            return new ArchivedSettings(
                    json.text("version"), json.object("plain").plain(), sealed);
        } catch (MalformedDocumentException | IllegalArgumentException broken) {
            throw new ProblemException(
                    ErrorCode.ARCHIVE_DAMAGED,
                    "The settings in the archive cannot be read; take another copy.",
                    broken);
        }
    }

    private static SealedValue sealed(JsonMembers json) throws MalformedDocumentException {
        return new SealedValue(json.text("keyId"), json.bytes("salt"), json.bytes("value"));
    }

    /** Some are secret. */
    @Override
    public String toString() {
        return "ArchivedSettings" + plain.keySet() + sealed.keySet();
    }
}
