package com.a64platform.core.rest.modules;

import com.a64platform.core.applying.ApplyPlan;
import com.a64platform.core.applying.ChangeModules.Order;
import com.a64platform.core.applying.GivenSettings;
import com.a64platform.core.audit.Audit;
import com.a64platform.core.installer.DataChoice;
import com.a64platform.core.offers.Catalogs;
import com.a64platform.core.planning.Change;
import com.a64platform.core.planning.PlanRequest;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.Faults;
import com.a64platform.core.problem.ProblemException;
import com.fasterxml.jackson.annotation.JsonAlias;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** The bodies that planning and applying take. */
final class PlanRequests {
    private PlanRequests() {}

    /** What is wanted of one module; an absent version is {@code latest}, an absent tenant the caller's. */
    record Item(
            String action,
            @JsonAlias({"module_name", "module_id"}) String moduleName,
            Optional<String> version,
            @JsonAlias("tenant_id") Optional<String> tenantId,
            @JsonAlias("auto_activate") Optional<Boolean> autoActivate,
            @JsonAlias("preserve_config") Optional<Boolean> preserveConfig) {
        private void check(int index, Faults faults) {
            var at = "/changes/" + index;
            faults.check(known(action), at + "/action", "is install, update, uninstall, enable or disable")
                    .check(
                            moduleName != null
                                    && ModuleRequests.NAME.matcher(moduleName).matches(),
                            at + "/moduleName",
                            "names a module, such as farm-manager")
                    .check(
                            ModuleRequests.known(version),
                            at + "/version",
                            "is latest, a SemVer version such as 1.4.0, or a range such as ^1.2.0");
        }

        private static boolean known(String action) {
            return action != null
                    && List.of("install", "update", "uninstall", "enable", "disable")
                            .contains(action);
        }

        private Change change(UnaryOperator<String> tenant) {
            return new Change(
                    Change.Action.valueOf(action.toUpperCase(Locale.ROOT)),
                    moduleName.replace('_', '-'),
                    version.orElse(Catalogs.LATEST),
                    tenant.apply(tenantId.orElse("")),
                    autoActivate.orElse(true),
                    !preserveConfig.orElse(true));
        }
    }

    /** A set of changes. */
    record Wanted(List<Item> changes, Optional<Boolean> cascade) {
        /**
         * @param tenant the tenant that one is meant by, named or not
         * @throws ProblemException VALIDATION_FAILED with every fault
         */
        PlanRequest checked(UnaryOperator<String> tenant) {
            var faults = new Faults();
            faults.check(
                    changes != null && !changes.isEmpty() && changes.size() <= ApplyPlan.CHANGES,
                    "/changes",
                    "holds 1 to " + ApplyPlan.CHANGES + " changes");
            faults.raise();
            for (int i = 0; i < changes.size(); i++) {
                changes.get(i).check(i, faults);
            }
            faults.raise();
            var wanted = changes.stream().map(item -> item.change(tenant)).toList();
            requireOnce(wanted);
            return new PlanRequest(wanted, cascade.orElse(false));
        }

        private static void requireOnce(List<Change> wanted) {
            var seen = new HashSet<String>();
            var faults = new Faults();
            for (int i = 0; i < wanted.size(); i++) {
                var change = wanted.get(i);
                faults.check(
                        seen.add(change.tenantId() + " " + change.module()),
                        "/changes/" + i + "/moduleName",
                        "is named once for each tenant");
            }
            faults.raise();
        }
    }

    record Apply(
            List<Item> changes,
            Optional<Boolean> cascade,
            @JsonAlias("plan_digest") Optional<String> planDigest,
            Optional<List<String>> consent,
            Optional<Map<String, String>> licenses,
            Optional<Map<String, Map<String, Object>>> configuration,
            @JsonAlias("cleanup_data") Optional<Boolean> cleanupData,
            @JsonAlias("backup_data") Optional<Boolean> backupData) {
        /** @throws ProblemException VALIDATION_FAILED, also without a digest */
        Order order(UnaryOperator<String> tenant, Audit.Actor actor) {
            if (planDigest.orElse("").isEmpty()) {
                throw new ProblemException(
                        ErrorCode.VALIDATION_FAILED,
                        "A set is applied as it was planned; send the plan's digest as planDigest.");
            }
            return new Order(
                    new Wanted(changes, cascade).checked(tenant),
                    ModuleVerbs.approval(planDigest, consent),
                    licenses.orElse(Map.of()),
                    GivenSettings.byModule(configuration.orElse(Map.of())),
                    new DataChoice(cleanupData.orElse(false), backupData.orElse(false)),
                    actor);
        }

        /** Licenses are worth money, and settings may be secret. */
        @Override
        public String toString() {
            return "Apply" + changes;
        }
    }
}
