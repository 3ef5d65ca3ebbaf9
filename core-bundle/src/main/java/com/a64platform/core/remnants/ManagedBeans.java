package com.a64platform.core.remnants;

import com.a64platform.core.unloading.Leftover;
import com.a64platform.core.unloading.ModuleCode;
import com.a64platform.core.unloading.Remnant;
import java.util.ArrayList;
import java.util.List;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.MBeanServerFactory;
import javax.management.ObjectName;

/** Objects that are offered by JMX. Servers that nobody has made yet are not made by looking. */
final class ManagedBeans implements Remnant {
    @Override
    public String kind() {
        return "MBean";
    }

    @Override
    public List<Leftover> sweep(ModuleCode code) {
        List<Leftover> found = new ArrayList<>();
        for (var server : MBeanServerFactory.findMBeanServer(null)) {
            for (var name : server.queryNames(null, null)) {
                if (isOf(code, server, name)) {
                    found.add(unregister(server, name));
                }
            }
        }
        return found;
    }

    private static boolean isOf(ModuleCode code, MBeanServer server, ObjectName name) {
        try {
            return code.isLoader(server.getClassLoaderFor(name));
        } catch (InstanceNotFoundException gone) {
            return false;
        }
    }

    private Leftover unregister(MBeanServer server, ObjectName name) {
        var advice = "unregister it in @Deactivate";
        try {
            server.unregisterMBean(name);
            return Leftover.cleared(kind(), name.getCanonicalName(), advice);
        } catch (JMException refused) {
            return Leftover.stays(kind(), name.getCanonicalName() + ", which " + refused + " keeps", advice);
        }
    }
}
