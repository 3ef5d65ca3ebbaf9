package com.a64platform.core.reasons;

import com.a64platform.core.modules.Installation;
import com.a64platform.core.offers.Catalogs;
import com.a64platform.core.offers.RegistryTroubles.Trouble;
import com.a64platform.core.offers.Standing;
import java.util.ArrayList;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** What became of the publisher and the version since they were let in, and what cannot be believed of the registries. */
@Component(service = TrustCheck.class)
public final class TrustCheck implements Check {
    private final Standing standing;
    private final Catalogs catalogs;

    @Activate
    public TrustCheck(@Reference Standing standing, @Reference Catalogs catalogs) {
        this.standing = standing;
        this.catalogs = catalogs;
    }

    @Override
    public List<Cause> look(Case module) {
        List<Cause> causes = new ArrayList<>();
        module.installation().ifPresent(found -> standing.flags(found).forEach(flag -> causes.add(flag(flag, found))));
        catalogs.troubles().forEach(trouble -> causes.add(registry(trouble, module)));
        return causes;
    }

    /** What is installed goes on; nothing new comes from there. */
    private static Cause registry(Trouble trouble, Case module) {
        return Cause.noting(
                        trouble.code().slug(),
                        "Nothing new comes from the registry " + trouble.registry() + ": " + trouble.detail(),
                        FailureAdvice.of(trouble.code().slug(), module))
                .since(trouble.since())
                .with("registry", trouble.registry());
    }

    private static Cause flag(String flag, Installation found) {
        return Cause.noting(
                        flag.replace(' ', '-'),
                        "Version " + found.version() + " is flagged: " + flag
                                + ". It goes on; nothing new of it is admitted.",
                        flag.equals("version withdrawn")
                                ? "Bring another version with PUT /api/v1/modules/" + found.moduleName() + "/update."
                                : "Ask the publisher for a version that is signed with a key that counts, see ./a64 trust list,"
                                        + " or uninstall it with DELETE /api/v1/modules/" + found.moduleName() + ".")
                .with("publisher", found.publisher())
                .with("version", found.version());
    }
}
