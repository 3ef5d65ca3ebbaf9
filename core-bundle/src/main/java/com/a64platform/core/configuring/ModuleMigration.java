package com.a64platform.core.configuring;

import com.a64platform.core.modules.Installation;
import java.util.Map;

/** Asks the module itself what becomes of a tenant's settings. */
@FunctionalInterface
public interface ModuleMigration {
    /** @param opened what is set now, sensitive values in plain */
    Map<String, Object> migrate(Installation installation, Map<String, Object> opened);
}
