package com.a64platform.core.descriptors;

import java.util.List;

/** Packages that are between the platform's own bundles. Those of modules neither import them nor meet in their services. */
public final class ReservedPackages {
    private static final List<String> INSIDE = List.of(
            "com.a64platform.core",
            "com.mongodb.connection",
            "com.mongodb.internal",
            "com.sun",
            "ch.qos.logback",
            "de.bwaldvogel",
            "jdk",
            "org.apache.felix",
            "org.eclipse.jetty",
            "org.glassfish",
            "org.h2",
            "org.jvnet.hk2",
            "org.objectweb.asm",
            "org.osgi.framework.connect",
            "org.osgi.framework.hooks",
            "org.osgi.framework.launch",
            "org.osgi.service.http",
            "org.osgi.service.servlet",
            "org.osgi.service.url",
            "sun");

    /** Packages whose subpackages are for everybody. */
    private static final List<String> ALONE = List.of("com.mongodb.client");

    private static final List<String> SERVICES = List.of(
            "jakarta.servlet.",
            "javax.servlet.",
            "org.osgi.framework.",
            "org.osgi.service.cm.",
            "org.osgi.service.component.",
            "org.osgi.service.condpermadmin.",
            "org.osgi.service.jakartars.",
            "org.osgi.service.log.",
            "org.osgi.service.packageadmin.",
            "org.osgi.service.permissionadmin.",
            "org.osgi.service.resolver.",
            "org.osgi.service.startlevel.");

    private ReservedPackages() {}

    /** Whether a package is the platform's own. */
    public static boolean inside(String packageName) {
        return ALONE.contains(packageName) || INSIDE.stream().anyMatch(root -> within(packageName, root));
    }

    /** Whether a service of this type is the platform's own, or works on the whole process. */
    public static boolean service(String type) {
        return inside(type.substring(0, Math.max(0, type.lastIndexOf('.'))))
                || SERVICES.stream().anyMatch(type::startsWith);
    }

    public static boolean within(String name, String root) {
        return name.equals(root) || name.startsWith(root + ".");
    }

    /** Whether a pattern of DynamicImport-Package, such as {@code com.*}, matches a package of the platform's own. */
    public static boolean covers(String pattern) {
        if (!pattern.endsWith("*")) {
            return false;
        }
        String root = pattern.equals("*") ? "" : pattern.substring(0, pattern.length() - 1);
        return INSIDE.stream().anyMatch(inside -> (inside + ".").startsWith(root))
                || ALONE.stream().anyMatch(alone -> alone.startsWith(root) && !alone.equals(root));
    }
}
