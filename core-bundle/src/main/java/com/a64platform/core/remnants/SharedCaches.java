package com.a64platform.core.remnants;

import com.a64platform.core.unloading.Leftover;
import com.a64platform.core.unloading.ModuleCode;
import com.a64platform.core.unloading.Remnant;
import com.fasterxml.jackson.databind.type.TypeFactory;
import java.beans.Introspector;
import java.util.List;
import java.util.ResourceBundle;

/** Caches that remember classes of whoever asked. They are emptied; nobody is to blame, and what is missed comes back. */
final class SharedCaches implements Remnant {
    @Override
    public String kind() {
        return "shared cache";
    }

    @Override
    public List<Leftover> sweep(ModuleCode code) {
        ResourceBundle.clearCache(code.loader());
        Introspector.flushCaches();
        TypeFactory.defaultInstance().clearCache();
        return List.of();
    }
}
