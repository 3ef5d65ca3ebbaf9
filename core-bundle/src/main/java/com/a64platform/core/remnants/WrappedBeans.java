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

/**
 * Objects of the module in a {@code StandardMBean} or the like, which does not say what it holds but the name of a class.
 * Another version may have registered one of the same name, so it is not unregistered.
 */
final class WrappedBeans implements Remnant {
    @Override
    public String kind() {
        return "wrapped MBean";
    }

    @Override
    public List<Leftover> sweep(ModuleCode code) {
        List<Leftover> found = new ArrayList<>();
        for (var server : MBeanServerFactory.findMBeanServer(null)) {
            for (var name : server.queryNames(null, null)) {
                if (code.defines(className(server, name))) {
                    found.add(Leftover.stays(kind(), name.getCanonicalName(), "unregister it in @Deactivate"));
                }
            }
        }
        return found;
    }

    private static String className(MBeanServer server, ObjectName name) {
        try {
            return server.getMBeanInfo(name).getClassName();
        } catch (InstanceNotFoundException gone) {
            return "";
        } catch (JMException broken) {
            throw new IllegalStateException("MBean " + name + " does not describe itself", broken);
        }
    }
}
