package com.a64platform.launcher;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;

/** What the framework and the bundles of others are told. Never a secret: every bundle can read these. */
final class FrameworkConfiguration {
    private FrameworkConfiguration() {}

    static Map<String, String> of(Settings settings, HomeFolder home, int startLevel) {
        Map<String, String> values = new HashMap<>();
        framework(values, home.cache().resolve("framework"), startLevel);
        http(values, settings);
        folder(values, settings, home);
        console(values);
        // a component's reference may be satisfied and withdrawn many times: keep what was made
        values.put("ds.delayed.keepInstances", "true");
        return values;
    }

    private static void framework(Map<String, String> values, Path storage, int startLevel) {
        values.put("org.osgi.framework.storage", storage.toString());
        // the assembly and the verified copies are the truth, never what an earlier run left
        values.put("org.osgi.framework.storage.clean", "onFirstInit");
        values.put("org.osgi.framework.startlevel.beginning", Integer.toString(startLevel));
        // two versions of one module live side by side while one replaces the other
        values.put("org.osgi.framework.bsnversion", "multiple");
        values.put("org.osgi.framework.system.packages.extra", logging());
        values.put("felix.log.level", "2");
    }

    /** Libraries ask for slf4j 1.7 or 2.0; the launcher's own copy serves both, so that there is one log. */
    private static String logging() {
        StringBuilder packages = new StringBuilder();
        for (String name : new String[] {"org.slf4j", "org.slf4j.event", "org.slf4j.helpers", "org.slf4j.spi"}) {
            packages.append(name).append(";version=2.0.17,").append(name).append(";version=1.7.36,");
        }
        return packages.append("org.osgi.service.log;version=1.5").toString();
    }

    private static void http(Map<String, String> values, Settings settings) {
        values.put("org.apache.felix.http.host", settings.plainHost());
        values.put("org.osgi.service.http.port", settings.get("A64_HTTP_PORT"));
        values.put("org.apache.felix.https.enable", "false");
        values.put("org.apache.felix.http.jetty.sendServerHeader", "false");
        // more than fifty clients that come at once would otherwise wait a second for the system to try again
        values.put("org.apache.felix.http.jetty.acceptQueueSize", "1024");
        values.put("org.apache.felix.http.name", "a64");
    }

    private static void console(Map<String, String> values) {
        // not there at all until the core's own security is; its default login is nobody's password besides
        values.put("felix.webconsole.security.providers", "a64");
        byte[] forgotten = new byte[32];
        new SecureRandom().nextBytes(forgotten);
        values.put(
                "felix.webconsole.password", "{sha-256}" + Base64.getEncoder().encodeToString(forgotten));
    }

    private static void folder(Map<String, String> values, Settings settings, HomeFolder home) {
        values.put("felix.fileinstall.dir", settings.deploy().toString());
        values.put(
                "felix.fileinstall.tmpdir", home.cache().resolve("fileinstall").toString());
        values.put("felix.fileinstall.poll", "50");
        values.put("felix.fileinstall.noInitialDelay", "true");
        values.put("felix.fileinstall.subdir.mode", "skip");
        // whatever reaches its own handler all the same is not started by it
        values.put("felix.fileinstall.bundles.new.start", "false");
        values.put("felix.fileinstall.enableConfigSave", "false");
        values.put("felix.fileinstall.optionalImportRefreshScope", "none");
        values.put("felix.fileinstall.fragmentRefreshScope", "none");
        values.put("felix.fileinstall.log.level", "1");
    }
}
