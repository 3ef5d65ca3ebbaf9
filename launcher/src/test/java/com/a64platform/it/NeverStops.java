package com.a64platform.it;

import java.util.concurrent.locks.LockSupport;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** A bundle whose stop does not return, as a module in a loop would. */
public final class NeverStops implements BundleActivator {
    @Override
    public void start(BundleContext context) {}

    @Override
    public void stop(BundleContext context) {
        while (true) {
            LockSupport.park(this);
        }
    }
}
