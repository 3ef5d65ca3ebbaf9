package com.a64platform.core.configuring;

import com.a64platform.core.admission.InstalledArtifacts;
import com.a64platform.core.modules.Installation;
import com.a64platform.core.modules.Inventory;
import com.a64platform.core.modules.VerifiedArtifact;
import com.a64platform.core.offers.Catalogs;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import com.a64platform.core.settings.SettingsSchema;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Which settings an installed module has. Thread-safe. */
@Component(service = Schemas.class)
public final class Schemas {
    private final InstalledArtifacts artifacts;
    private final Inventory inventory;
    private final Catalogs catalogs;
    /** By module, the last that was asked for. */
    private final Map<String, Known> known = new ConcurrentHashMap<>();

    /** What is in an artifact never changes. */
    private record Known(String sha256, SettingsSchema schema) {}

    @Activate
    public Schemas(
            @Reference InstalledArtifacts artifacts, @Reference Inventory inventory, @Reference Catalogs catalogs) {
        this.inventory = inventory;
        this.catalogs = catalogs;
        this.artifacts = artifacts;
    }

    /** @throws ProblemException DIGEST_MISMATCH when nobody can say, because the verified copy is lost or refused */
    SettingsSchema of(Installation installation) {
        return find(installation)
                .orElseThrow(() -> new ProblemException(
                        ErrorCode.DIGEST_MISMATCH,
                        "The verified copy of " + installation.moduleName() + " " + installation.version()
                                + " is gone, was changed or would be refused today, so nobody can say what its settings"
                                + " are; update it."));
    }

    /** The same; empty when nobody can say. */
    Optional<SettingsSchema> find(Installation installation) {
        return Optional.ofNullable(known.get(installation.moduleName()))
                .filter(last -> last.sha256().equals(installation.sha256()))
                .map(Known::schema)
                .or(() -> artifacts
                        .of(installation)
                        .map(VerifiedArtifact::descriptor)
                        .map(SettingsSchema::of)
                        .map(schema -> {
                            known.put(installation.moduleName(), new Known(installation.sha256(), schema));
                            return schema;
                        }));
    }

    /**
     * The settings of a module that a tenant may not have yet.
     *
     * @param version empty for the one the tenant has, or else the newest on offer; SemVer or {@code latest} for one on offer
     * @throws ProblemException MODULE_NOT_FOUND
     */
    public SettingsSchema of(String tenantId, String module, String version) {
        return inventory
                .find(tenantId, module)
                .filter(installation ->
                        version.isEmpty() || installation.version().equals(version))
                .map(this::of)
                .orElseGet(() -> SettingsSchema.of(catalogs.find(module, version.isEmpty() ? Catalogs.LATEST : version)
                        .descriptor()));
    }
}
