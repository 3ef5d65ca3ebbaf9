package com.a64platform.core.installer;

import com.a64platform.core.crypto.JsonMembers;
import com.a64platform.core.crypto.MalformedDocumentException;
import com.a64platform.core.crypto.StrictJson;
import com.a64platform.core.modules.Installation;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The settings that a module has in its tenants, as one text that an operation can keep. */
public record KeptSettings(JsonMembers byTenant) {
    /** The text for these installations. */
    public static String write(Collection<Installation> installations) {
        var document = StrictJson.object();
        installations.forEach(
                installation -> document.set(installation.tenantId(), StrictJson.node(installation.settings())));
        return new String(StrictJson.write(document), StandardCharsets.UTF_8);
    }

    /** Reads the text again; an empty one keeps nothing. */
    public static KeptSettings read(String text) {
        try {
            var bytes = (text.isEmpty() ? "{}" : text).getBytes(StandardCharsets.UTF_8);
            return new KeptSettings(StrictJson.read(bytes, Set.of()));
        } catch (MalformedDocumentException e) {
            throw new IllegalStateException("The settings that an operation has kept cannot be read", e);
        }
    }

    /** What was kept of a tenant; empty when it did not have the module then. */
    public Optional<Map<String, Object>> of(String tenantId) {
        try {
            return byTenant.has(tenantId)
                    ? Optional.of(byTenant.object(tenantId).plain())
                    : Optional.empty();
        } catch (MalformedDocumentException e) {
            throw new IllegalStateException("The settings that an operation has kept cannot be read", e);
        }
    }
}
