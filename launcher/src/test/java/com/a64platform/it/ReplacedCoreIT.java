package com.a64platform.it;

import static com.a64platform.it.Operator.patiently;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An admitted module that may handle bundles goes for the guard itself. It can stop the platform, but run nothing more. */
@Tag("attack")
class ReplacedCoreIT {
    @TempDir
    private Path folder;

    private Path marker;
    private PlatformProcess node;

    @BeforeEach
    void start() {
        marker = folder.resolve("marker");
        node = Operator.of(PlatformProcess.on(folder.resolve("home"))).start();
    }

    @AfterEach
    void end() {
        node.close();
    }

    @Test
    void runsNothingInThePlaceOfTheCore() throws IOException {
        Map<String, String> headers = new HashMap<>(HostileJar.activated());
        headers.put("Bundle-SymbolicName", "com.a64platform.core");
        Path evil = HostileJar.write(folder.resolve("evil.jar"), marker, headers);

        launch("replacer", "core.update(new java.io.FileInputStream(\"" + evil + "\")); core.start();");

        patiently().until(() -> node.text().contains("was not admitted"));
        assertThat(marker).doesNotExist();
    }

    @Test
    void runsNothingAfterTheCoreWasStopped() throws IOException {
        Path evil = HostileJar.write(folder.resolve("evil.jar"), marker, HostileJar.activated());

        launch("stopper", "core.stop(); system.installBundle(\"file:" + evil + "\").start();");

        patiently().until(() -> node.text().contains("was not admitted"));
        assertThat(marker).doesNotExist();
    }

    /**
     * On a thread of its own, because the core waits for a module's start before it stops. A core that goes interrupts what
     * its modules leave behind; this one tries again.
     */
    private void launch(String name, String code) {
        String told = new HostileModule(node, folder)
                .run(
                        name,
                        "org.osgi.framework.Bundle found = null;"
                                + " org.osgi.framework.BundleContext api = org.osgi.framework.FrameworkUtil.getBundle("
                                + "jakarta.ws.rs.GET.class).getBundleContext();"
                                + " for (org.osgi.framework.Bundle each : api.getBundles()) {"
                                + " if (each.getSymbolicName().endsWith(\"platform.core\")) { found = each; } }"
                                + " org.osgi.framework.Bundle core = found;"
                                + " org.osgi.framework.BundleContext system = api.getBundle(0).getBundleContext();"
                                + " new Thread(() -> { for (int i = 0; i < 20; i++) { try { "
                                + code
                                + " } catch (Exception e) { e.printStackTrace(); Thread.interrupted(); } } }).start();");
        assertThat(told).isEqualTo("done");
    }
}
