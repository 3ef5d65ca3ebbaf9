package com.a64platform.core.remnants;

import com.a64platform.core.unloading.Leftover;
import com.a64platform.core.unloading.ModuleCode;
import com.a64platform.core.unloading.Remnant;
import java.sql.DriverManager;
import java.util.List;

/** JDBC drivers. {@code DriverManager} shows them to their own module only, so they are taken from its list. */
final class SqlDrivers implements Remnant {
    @Override
    public String kind() {
        return "JDBC driver";
    }

    @Override
    public List<Leftover> sweep(ModuleCode code) {
        var registered = (List<?>) Inside.get(DriverManager.class, "registeredDrivers", null);
        return registered.stream()
                .filter(one -> code.owns(driver(one)))
                .filter(registered::remove)
                .map(one -> Leftover.cleared(
                        kind(), driver(one).getClass().getName(), "call DriverManager.deregisterDriver in @Deactivate"))
                .toList();
    }

    private static Object driver(Object registration) {
        return Inside.get(registration.getClass(), "driver", registration);
    }
}
