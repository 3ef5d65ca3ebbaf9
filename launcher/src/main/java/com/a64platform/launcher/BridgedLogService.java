package com.a64platform.launcher;

import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceReference;
import org.osgi.service.log.FormatterLogger;
import org.osgi.service.log.LogLevel;
import org.osgi.service.log.LogService;
import org.osgi.service.log.Logger;

/** The OSGi log service of a node: what bundles of others report lands in the platform's one log. */
final class BridgedLogService implements LogService {
    @Override
    public Logger getLogger(String name) {
        return new BridgedLogger(name, false);
    }

    @Override
    public Logger getLogger(Class<?> type) {
        return getLogger(type.getName());
    }

    @Override
    public <L extends Logger> L getLogger(String name, Class<L> kind) {
        return kind.cast(new BridgedLogger(name, kind == FormatterLogger.class));
    }

    @Override
    public <L extends Logger> L getLogger(Class<?> type, Class<L> kind) {
        return getLogger(type.getName(), kind);
    }

    @Override
    public <L extends Logger> L getLogger(Bundle bundle, String name, Class<L> kind) {
        return getLogger(name, kind);
    }

    // The methods of the service's first versions, still called by bundles that have not moved on.

    @Override
    @Deprecated
    public void log(int level, String message) {
        write(level, "osgi", message);
    }

    @Override
    @Deprecated
    public void log(int level, String message, Throwable failure) {
        write(level, "osgi", message, failure);
    }

    @Override
    @Deprecated
    public void log(ServiceReference<?> origin, int level, String message) {
        write(level, name(origin), message);
    }

    @Override
    @Deprecated
    public void log(ServiceReference<?> origin, int level, String message, Throwable failure) {
        write(level, name(origin), message, failure);
    }

    private static String name(ServiceReference<?> origin) {
        return origin == null || origin.getBundle() == null
                ? "osgi"
                : origin.getBundle().getSymbolicName();
    }

    private void write(int level, String name, String message, Object... failure) {
        Logger logger = getLogger(name);
        if (level == LogLevel.ERROR.ordinal()) {
            logger.error(message, failure);
        } else if (level == LogLevel.WARN.ordinal()) {
            logger.warn(message, failure);
        } else if (level == LogLevel.INFO.ordinal()) {
            logger.info(message, failure);
        } else {
            logger.debug(message, failure);
        }
    }
}
