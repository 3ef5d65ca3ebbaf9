package com.a64platform.launcher;

import java.io.File;
import org.apache.felix.framework.ext.ClassPathExtenderFactory;

/**
 * Keeps framework extensions out. Their classes would join the framework's own and their activator would run while they
 * are being installed, before any hook hears of them; the platform has none. The framework finds this as a service of
 * Java's.
 */
public final class RefusedExtensions implements ClassPathExtenderFactory {
    @Override
    public ClassPathExtender getExtender(ClassLoader loader) {
        return RefusedExtensions::refuse;
    }

    private static void refuse(File extension) {
        throw new UnsupportedOperationException("Framework extensions are not taken here; install it as a module");
    }
}
