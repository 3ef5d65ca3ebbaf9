package com.a64platform.core.dropin;

import java.io.File;
import java.util.Optional;
import org.apache.felix.fileinstall.ArtifactInstaller;
import org.osgi.framework.Constants;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/**
 * Claims every file, whatever it is, so that FileInstall's own handlers never see one. Needs nothing itself: while the
 * store is not there and nobody can judge a file, it is still claimed, and {@link DeployFolder} finds it by listing.
 */
@Component(
        service = ArtifactInstaller.class,
        immediate = true,
        property = Constants.SERVICE_RANKING + ":Integer=1000000")
public final class EveryFile implements ArtifactInstaller {
    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile DeployFolder folder;

    @Activate
    public EveryFile() {}

    @Override
    public boolean canHandle(File artifact) {
        return true;
    }

    @Override
    public void install(File artifact) {
        tell(artifact);
    }

    @Override
    public void update(File artifact) {
        tell(artifact);
    }

    @Override
    public void uninstall(File artifact) {
        tell(artifact);
    }

    private void tell(File artifact) {
        Optional.ofNullable(folder).ifPresent(there -> there.changed(artifact.getName()));
    }
}
