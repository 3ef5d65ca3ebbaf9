package com.a64platform.launcher;

import org.apache.felix.framework.Logger;
import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceReference;
import org.slf4j.LoggerFactory;

/** What the framework itself reports. */
final class FrameworkLogger extends Logger {
    private final LogBeside log;

    /** @param log may be on its way still; what is reported waits for it */
    FrameworkLogger(LogBeside log) {
        this.log = log;
    }

    @Override
    @SuppressWarnings("rawtypes") // the overridden method is older than generics
    protected void doLog(Bundle bundle, ServiceReference origin, int level, String message, Throwable failure) {
        log.await();
        org.slf4j.Logger target = LoggerFactory.getLogger("org.apache.felix.framework");
        String subject = bundle == null ? "" : bundle.getSymbolicName() + ": ";
        if (level == LOG_ERROR) {
            target.error("{}{}", subject, message, failure);
        } else if (level == LOG_WARNING) {
            target.warn("{}{}", subject, message, failure);
        } else {
            target.debug("{}{}", subject, message, failure);
        }
    }
}
