package com.a64platform.core.reasons;

import com.a64platform.core.findings.BadVersions;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Versions that were sick on this node and do not come in again. */
@Component(service = BadVersionCheck.class)
public final class BadVersionCheck implements Check {
    private final BadVersions bad;

    @Activate
    public BadVersionCheck(@Reference BadVersions bad) {
        this.bad = bad;
    }

    @Override
    public List<Cause> look(Case module) {
        return bad.ofModule(module.module()).stream()
                .map(sick -> Cause.noting(
                                "version-marked-bad",
                                "Version " + sick.version() + " was sick here: " + sick.reason(),
                                BadVersions.advice(module.module(), sick.version()))
                        .since(sick.since())
                        .with("version", sick.version())
                        .with("artifact", sick.sha256()))
                .toList();
    }
}
