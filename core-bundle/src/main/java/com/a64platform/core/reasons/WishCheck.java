package com.a64platform.core.reasons;

import com.a64platform.core.installer.DisableModule;
import com.a64platform.core.modules.Installation;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** What somebody wants of the module in the tenant, when that is not that it serves. */
@Component(service = WishCheck.class)
public final class WishCheck implements Check {
    @Activate
    public WishCheck() {}

    @Override
    public List<Cause> look(Case module) {
        if (module.installation().isEmpty()) {
            return List.of(Cause.stopping(
                    "not-installed",
                    "Module " + module.module() + " is not installed for this tenant.",
                    "Install it with POST /api/v1/modules/install and {\"moduleName\": \"" + module.module() + "\"}."));
        }
        var found = module.installation().get();
        return switch (found.desiredState()) {
            case DISABLED -> disabled(module, found);
            case QUARANTINED ->
                List.of(Cause.stopping(
                                "quarantined",
                                "Version " + found.version() + ": " + reason(found) + ".",
                                BundleCheck.afterQuarantine(module))
                        .since(found.updatedAt())
                        .with("artifact", found.sha256()));
            default -> List.of();
        };
    }

    /** One whose license does not count is the license's matter. */
    private static List<Cause> disabled(Case module, Installation found) {
        if (DisableModule.unlicensed(found)) {
            return List.of();
        }
        var removed = found.reason().equals(DisableModule.FILE_REMOVED);
        return List.of(Cause.stopping(
                        removed ? "file-removed" : "disabled",
                        removed
                                ? "Its file was removed from deploy/."
                                : "It is disabled for this tenant: " + reason(found) + ".",
                        "Enable it with " + module.call("POST", "/enable")
                                + (removed ? ", which puts its file back, or put the file into deploy/ again." : "."))
                .since(found.updatedAt())
                .with("installation", found.id()));
    }

    private static String reason(Installation found) {
        return found.reason().isEmpty() ? "nobody has said why" : found.reason();
    }
}
