package com.a64platform.core.planning;

import com.a64platform.core.planning.Change.Action;
import java.util.ArrayList;
import java.util.List;

/** What an administrator may not expect of a plan, in sentences. */
final class PlanWarnings {
    private PlanWarnings() {}

    static List<String> of(List<PlannedChange> changes) {
        List<String> warnings = new ArrayList<>();
        changes.forEach(change -> {
            if (change.action() == Action.UPDATE) {
                ofUpdate(change, warnings);
            }
            if (change.action() == Action.UNINSTALL) {
                ofUninstall(change, warnings);
            }
            if (!change.asked()) {
                warnings.add(
                        change.label() + " comes along, though nobody asked for it: " + why(change, changes) + ".");
            }
            if (change.action() == Action.INSTALL && change.lacksLicense()) {
                warnings.add(change.module() + " needs a license (now: " + change.license()
                        + "); hand one in under licenses.");
            }
        });
        return warnings;
    }

    private static void ofUpdate(PlannedChange change, List<String> warnings) {
        if (!change.otherTenants().isEmpty()) {
            warnings.add(change.label() + " changes for these tenants, too: " + String.join(", ", change.otherTenants())
                    + ".");
        }
        if (change.data().schemaBefore() != change.data().schema()) {
            warnings.add("The data of " + change.module() + " goes from schema "
                    + change.data().schemaBefore() + " to " + change.data().schema() + ".");
        }
        if (!change.settingsDropped().isEmpty()) {
            warnings.add(change.label() + " drops what is set of " + String.join(", ", change.settingsDropped()) + ".");
        }
    }

    private static void ofUninstall(PlannedChange change, List<String> warnings) {
        if (change.license().equals(PlannedChange.HELD)) {
            warnings.add("The license of " + change.module() + " is forgotten; keep it to install the module again.");
        }
        if (!change.data().collections().isEmpty()) {
            warnings.add("The data of " + change.module() + " stays unless its deletion is asked for.");
        }
    }

    private static String why(PlannedChange change, List<PlannedChange> changes) {
        return switch (change.action()) {
            case UNINSTALL, DISABLE -> "it needs what goes";
            case INSTALL, UPDATE, ENABLE ->
                changes.stream()
                        .filter(other -> other.offer()
                                .filter(offer -> offer.descriptor()
                                        .dependencies()
                                        .modules()
                                        .containsKey(change.module()))
                                .isPresent())
                        .map(PlannedChange::module)
                        .findFirst()
                        .map(needing -> needing + " needs it")
                        .orElse("a module that is installed needs it so");
        };
    }
}
