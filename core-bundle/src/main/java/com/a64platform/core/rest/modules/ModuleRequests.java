package com.a64platform.core.rest.modules;

import com.a64platform.core.installer.DataChoice;
import com.a64platform.core.offers.Catalogs;
import com.a64platform.core.problem.Faults;
import com.a64platform.core.problem.ProblemException;
import com.a64platform.core.versions.VersionRange;
import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The bodies that operations on modules take. */
public final class ModuleRequests {
    static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_-]{2,49}");

    private ModuleRequests() {}

    /** Whether it says which version is meant, or leaves it open. */
    static boolean known(Optional<String> version) {
        return version.filter(text -> !text.equals(Catalogs.LATEST))
                .map(text -> VersionRange.find(text).isPresent())
                .orElse(true);
    }

    /** Absent members take the defaults: {@code latest}, no license, the caller's tenant. */
    public record Install(
            @JsonAlias({"module_name", "module_id"}) String moduleName,
            Optional<String> version,
            @JsonAlias("license_key") Optional<String> licenseKey,
            @JsonAlias("tenant_id") Optional<String> tenantId,
            Optional<Map<String, Object>> configuration,
            @JsonAlias("auto_activate") Optional<Boolean> autoActivate,
            @JsonAlias("plan_digest") Optional<String> planDigest,
            Optional<List<String>> consent,
            Optional<Map<String, String>> licenses,
            Optional<Boolean> cascade) {
        /** @throws ProblemException VALIDATION_FAILED with every fault */
        Install checked() {
            new Faults()
                    .check(
                            moduleName != null && NAME.matcher(moduleName).matches(),
                            "/moduleName",
                            "names the module to install, such as farm-manager")
                    .check(
                            known(version),
                            "/version",
                            "is latest, a SemVer version such as 1.4.0, or a range such as ^1.2.0")
                    .raise();
            return this;
        }

        @Override
        public String toString() {
            return "Install[" + moduleName + "]";
        }
    }

    record Update(
            @JsonAlias("target_version") Optional<String> targetVersion,
            @JsonAlias("preserve_config") Optional<Boolean> preserveConfig,
            @JsonAlias("backup_current") Optional<Boolean> backupCurrent,
            @JsonAlias("plan_digest") Optional<String> planDigest,
            Optional<List<String>> consent,
            Optional<Map<String, String>> licenses) {
        static final Update TO_LATEST = new Update(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    record Uninstall(
            @JsonAlias("cleanup_data") Optional<Boolean> cleanupData,
            @JsonAlias("backup_data") Optional<Boolean> backupData,
            @JsonAlias("plan_digest") Optional<String> planDigest,
            Optional<Boolean> cascade) {
        static final Uninstall KEEPING_DATA =
                new Uninstall(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

        DataChoice choice() {
            return new DataChoice(cleanupData.orElse(false), backupData.orElse(false));
        }
    }

    /** What enabling and disabling take. */
    record Switch(@JsonAlias("plan_digest") Optional<String> planDigest, Optional<Boolean> cascade) {
        static final Switch PLAIN = new Switch(Optional.empty(), Optional.empty());
    }

    record Status(String status) {}

    record Validate(JsonNode manifest) {}
}
