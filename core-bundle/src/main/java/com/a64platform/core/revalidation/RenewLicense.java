package com.a64platform.core.revalidation;

import com.a64platform.core.audit.Audit;
import com.a64platform.core.installer.Activation;
import com.a64platform.core.leasing.LicenseExchange;
import com.a64platform.core.licensing.LicenseDecision.Granted;
import com.a64platform.core.licensing.LicenseService;
import com.a64platform.core.modules.Installation;
import com.a64platform.core.modules.Inventory;
import com.a64platform.core.operations.Operations;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Takes a license in place of another one, while the module runs or to make it run again. Thread-safe. */
@Component(service = RenewLicense.class)
public final class RenewLicense {
    private final LicenseExchange exchange;
    private final LicenseService licenses;
    private final Inventory inventory;
    private final LicenseWatch watch;
    private final Operations operations;
    private final Audit audit;

    @Activate
    public RenewLicense(
            @Reference LicenseExchange exchange,
            @Reference LicenseService licenses,
            @Reference Inventory inventory,
            @Reference LicenseWatch watch,
            @Reference Operations operations,
            @Reference Audit audit) {
        this.exchange = exchange;
        this.licenses = licenses;
        this.inventory = inventory;
        this.watch = watch;
        this.operations = operations;
        this.audit = audit;
    }

    /**
     * Seals the license, decides, and waits a while for the module to serve again if it had been disabled for its license.
     *
     * @return the installation as it is then
     * @throws ProblemException LICENSE_REFUSED, LICENSE_SERVER_UNAVAILABLE, MODULE_NOT_INSTALLED, or CONFLICT for a module that needs none; the license
     *     before stays
     */
    public Installation renew(String module, String tenantId, String license, Audit.Actor actor) {
        var installation = inventory.require(tenantId, module);
        try {
            var granted = sealed(installation, license);
            written(actor, module, "success", Map.of("tenantId", tenantId, "jti", granted.jti()));
        } catch (ProblemException refusal) {
            written(
                    actor,
                    module,
                    "refused",
                    Map.of("tenantId", tenantId, "error", refusal.code().slug() + ": " + refusal.detail()));
            throw refusal;
        }
        watch.decideNow();
        operations.running(module).forEach(operation -> operations.await(operation.id(), Activation.START_LIMIT));
        return inventory.require(tenantId, module);
    }

    private Granted sealed(Installation installation, String license) {
        if (installation.license().isEmpty()) {
            throw new ProblemException(
                    ErrorCode.CONFLICT,
                    "Module " + installation.moduleName() + " needs no license; there is none to renew.");
        }
        var subject = InstalledLicenses.subject(installation);
        return licenses.renew(exchange.ready(license, subject), subject);
    }

    private void written(Audit.Actor actor, String module, String status, Map<String, String> details) {
        audit.record(actor, "license.renew", module, status, details);
    }
}
