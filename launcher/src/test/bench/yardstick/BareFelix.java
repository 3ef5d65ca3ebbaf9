package yardstick;

import java.io.File;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.felix.framework.FrameworkFactory;
import org.osgi.framework.Bundle;

/**
 * Felix with no more bundles than Jetty and Jersey need to answer one request: what the platform's start is held against.
 * Bundles are read where they lie and the framework begins with an empty storage, as the platform does both.
 */
public final class BareFelix {
    private static final List<String> BUNDLES = List.of(
            "org.osgi.util.function",
            "org.osgi.util.promise",
            "org.apache.felix.http.servlet-api",
            "commons-io",
            "commons-fileupload",
            "org.apache.felix.http.wrappers",
            "osgi-resource-locator",
            "jakarta.annotation-api",
            "jakarta.inject-api",
            "jakarta.validation-api",
            "jakarta.ws.rs-api",
            "aopalliance-repackaged",
            "javassist",
            "hk2-utils",
            "hk2-api",
            "hk2-locator",
            "jersey-common",
            "jersey-client",
            "jersey-server",
            "jersey-hk2",
            "jersey-container-servlet-core",
            "org.apache.felix.http.jetty12");

    private BareFelix() {}

    /** @param arguments the folder of the bundles, the JAR of the application, a folder for the framework, the port */
    public static void main(String[] arguments) throws Exception {
        Map<String, Object> settings = new HashMap<>();
        settings.put("org.osgi.framework.storage", arguments[2]);
        settings.put("org.osgi.framework.storage.clean", "onFirstInit");
        settings.put("org.osgi.framework.system.packages.extra", "org.slf4j;version=2.0.17,org.slf4j;version=1.7.36,"
                + "org.slf4j.event;version=2.0.17,org.slf4j.helpers;version=2.0.17,org.slf4j.spi;version=2.0.17");
        settings.put("org.apache.felix.http.host", "127.0.0.1");
        settings.put("org.osgi.service.http.port", arguments[3]);
        settings.put("org.apache.felix.https.enable", "false");
        var framework = new FrameworkFactory().newFramework(settings);
        framework.init();
        List<Bundle> installed = new ArrayList<>();
        for (var name : BUNDLES) {
            installed.add(framework.getBundleContext().installBundle(reference(arguments[0] + "/" + name + ".jar")));
        }
        installed.add(framework.getBundleContext().installBundle(reference(arguments[1])));
        for (var bundle : installed) {
            if (bundle.getHeaders("").get("Fragment-Host") == null) {
                bundle.start();
            }
        }
        framework.start();
        framework.waitForStop(0);
    }

    private static String reference(String file) {
        return "reference:" + new File(file).toURI();
    }
}
