package com.a64platform.launcher;

import com.a64platform.launcher.tls.TlsKeys;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import javax.net.ssl.X509ExtendedKeyManager;
import org.apache.felix.framework.FrameworkFactory;
import org.apache.felix.framework.util.FelixConstants;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.startlevel.FrameworkStartLevel;
import org.osgi.framework.wiring.FrameworkWiring;
import org.osgi.service.log.LogService;
import org.osgi.service.log.LoggerFactory;

/** The framework with the bundles of the assembly in it. */
final class Node {
    private final Framework framework;
    private final StartClasses classes;
    private final List<Bundle> platform = new ArrayList<>();

    private Node(Framework framework, StartClasses classes) {
        this.framework = framework;
        this.classes = classes;
    }

    /** Makes the framework; nothing runs in it yet. */
    static Node create(Map<String, String> configuration, LogBeside log, StartClasses classes) throws BundleException {
        Map<String, Object> values = new HashMap<>(configuration);
        values.put(FelixConstants.LOG_LOGGER_PROP, new FrameworkLogger(log));
        Framework framework = new FrameworkFactory().newFramework(values);
        framework.init();
        framework
                .getBundleContext()
                .registerService(
                        new String[] {LogService.class.getName(), LoggerFactory.class.getName()},
                        new BridgedLogService(),
                        null);
        return new Node(framework, classes);
    }

    /** Before the start: has the core serve HTTPS. A service, so that no key is ever a framework property. */
    void serveTls(TlsKeys keys) {
        framework
                .getBundleContext()
                .registerService(
                        X509ExtendedKeyManager.class, keys, FrameworkUtil.asDictionary(Map.of("a64.tls", true)));
    }

    /** Before the start: whom the core tells that it cannot start with what the home and the settings say. */
    void whenRefused(Consumer<String> ending) {
        framework
                .getBundleContext()
                .registerService(Consumer.class, ending, FrameworkUtil.asDictionary(Map.of("a64.refused", true)));
    }

    /** Installs the assembly and hands the settings over; nothing of it runs yet, and nothing of it logs. */
    void install(Assembly assembly, Properties settings) throws BundleException {
        BundleContext context = framework.getBundleContext();
        context.registerService(Properties.class, settings, FrameworkUtil.asDictionary(Map.of("a64.settings", true)));
        AssemblyGuard guard = AssemblyGuard.in(context, classes::defined);
        FrameworkStartLevel levels = framework.adapt(FrameworkStartLevel.class);
        int modules = levels.getInitialBundleStartLevel();
        for (Assembly.Entry entry : assembly.entries()) {
            // to be told later, a bundle's level would be written to the disk once more
            levels.setInitialBundleStartLevel(entry.level());
            platform.add(install(context, entry));
        }
        levels.setInitialBundleStartLevel(modules);
        platform.forEach(guard::trust);
    }

    /** Returns when every start level is reached. */
    void start() throws BundleException {
        framework.adapt(FrameworkWiring.class).resolveBundles(platform);
        classes.loadAhead(platform);
        framework.start();
        classes.end();
        for (Bundle bundle : platform) { // only these: modules come and go by now
            requireStarted(bundle);
        }
    }

    /** Lets the core take no more requests and finish those inside, for at most so long. */
    void drain(Duration limit) throws InvalidSyntaxException {
        BundleContext context = framework.getBundleContext();
        if (context == null) {
            return; // the framework has been stopped from inside: nothing is left to drain
        }
        for (ServiceReference<LongConsumer> found :
                context.getServiceReferences(LongConsumer.class, "(a64.drain=true)")) {
            context.getService(found).accept(limit.toMillis());
        }
    }

    /** Stops all bundles, the last started first; returns when they have stopped, however long it takes. */
    void stop() throws BundleException, InterruptedException {
        framework.stop();
        awaitStop();
    }

    /** Returns when somebody has stopped the framework. */
    void awaitStop() throws InterruptedException {
        framework.waitForStop(0);
    }

    private static Bundle install(BundleContext context, Assembly.Entry entry) throws BundleException {
        Bundle bundle = context.installBundle(entry.location());
        if (bundle.getHeaders("").get(Constants.FRAGMENT_HOST) == null) {
            bundle.start();
        }
        return bundle;
    }

    private static void requireStarted(Bundle bundle) throws BundleException {
        boolean fragment = bundle.getHeaders("").get(Constants.FRAGMENT_HOST) != null;
        if (!fragment && bundle.getState() != Bundle.ACTIVE && bundle.getState() != Bundle.STARTING) {
            throw new BundleException(
                    "The bundle " + bundle.getSymbolicName() + " of the platform did not start; the log says why.");
        }
    }
}
