package com.a64platform.core.offers;

import com.a64platform.core.admission.VerifiedCopies;
import com.a64platform.core.modules.Installation;
import com.a64platform.core.trust.Trust;
import java.util.ArrayList;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * What an administrator should know of what is installed: that its publisher's key was revoked since, or its version
 * withdrawn. It goes on running all the same; only new things are refused. Asked anew each time, so that a root document
 * counts as soon as it is here. Thread-safe.
 */
@Component(service = Standing.class)
public final class Standing {
    private final VerifiedCopies copies;
    private final Trust trust;
    private final Catalogs catalogs;

    @Activate
    public Standing(@Reference VerifiedCopies copies, @Reference Trust trust, @Reference Catalogs catalogs) {
        this.copies = copies;
        this.trust = trust;
        this.catalogs = catalogs;
    }

    /** A few words each, such as {@code publisher revoked} and {@code version withdrawn}; none when all is well. */
    public List<String> flags(Installation installation) {
        List<String> flags = new ArrayList<>();
        copies.signature(installation.sha256()).flatMap(trust::doubt).ifPresent(flags::add);
        if (catalogs.withdrawn(installation.moduleName(), installation.version())) {
            flags.add("version withdrawn");
        }
        return List.copyOf(flags);
    }
}
