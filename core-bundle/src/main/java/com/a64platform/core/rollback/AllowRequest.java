package com.a64platform.core.rollback;

import com.a64platform.core.audit.Audit;
import com.a64platform.core.upkeep.OwnerRequest;
import com.a64platform.core.upkeep.OwnerRequest.Answer;
import com.a64platform.core.upkeep.OwnerWork;
import java.util.List;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code ./a64 module allow}: a version that was sick here may come in again. */
@Component(service = OwnerWork.class)
public final class AllowRequest implements OwnerWork {
    public static final String MODULE = "module";
    public static final String VERSION = "version";

    private final Pardons pardons;

    @Activate
    public AllowRequest(@Reference Pardons pardons) {
        this.pardons = pardons;
    }

    @Override
    public String name() {
        return OwnerRequest.MODULE_ALLOW;
    }

    @Override
    public Answer answer(Map<String, String> arguments) {
        var module = arguments.getOrDefault(MODULE, "");
        var version = arguments.getOrDefault(VERSION, "");
        pardons.pardon(module, version, Audit.Actor.SYSTEM);
        return new Answer(
                0, List.of("Version " + version + " of " + module + " may come in again; bring it once more."));
    }
}
