package com.a64platform.core.rest.modules;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;

/** The bodies that operations on modules take. */
final class ModuleRequests {
    private ModuleRequests() {}

    /** Absent members take the defaults: {@code latest}, no license, the caller's tenant. */
    record Install(
            @JsonAlias({"module_name", "module_id"}) String moduleName,
            Optional<String> version,
            @JsonAlias("license_key") Optional<String> licenseKey,
            @JsonAlias("tenant_id") Optional<String> tenantId,
            Optional<Map<String, Object>> configuration,
            @JsonAlias("auto_activate") Optional<Boolean> autoActivate) {
        @Override
        public String toString() {
            return "Install[" + moduleName + "]";
        }
    }

    record Update(
            @JsonAlias("target_version") Optional<String> targetVersion,
            @JsonAlias("preserve_config") Optional<Boolean> preserveConfig,
            @JsonAlias("backup_current") Optional<Boolean> backupCurrent) {}

    record Uninstall(
            @JsonAlias("cleanup_data") Optional<Boolean> cleanupData,
            @JsonAlias("backup_data") Optional<Boolean> backupData) {}

    record Status(String status) {}

    record Validate(JsonNode manifest) {}
}
