package com.a64platform.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.apache.felix.framework.FrameworkFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.hooks.weaving.WeavingHook;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.wiring.FrameworkWiring;

class AssemblyGuardTest {
    @TempDir
    private Path storage;

    private Framework framework;
    private BundleContext context;
    private AssemblyGuard guard;
    private ServiceRegistration<?> coresGuard;

    @BeforeEach
    void start() throws BundleException, IOException {
        framework = new FrameworkFactory()
                .newFramework(Map.of(Constants.FRAMEWORK_STORAGE, storage.toString(), "felix.log.level", "0"));
        framework.start();
        context = framework.getBundleContext();
        guard = AssemblyGuard.in(context, (bundle, name) -> {});
        Bundle core = installed("com.a64platform.core");
        core.start();
        guard.trust(core);
        coresGuard = core.getBundleContext().registerService(WeavingHook.class, woven -> {}, null);
    }

    @AfterEach
    void stop() throws BundleException, InterruptedException {
        framework.stop();
        framework.waitForStop(0);
    }

    @Test
    void forgetsWhatIsNotThereAnyMore() throws Exception {
        for (int version = 1; version <= 20; version++) {
            Bundle module = installed("module-" + version);
            module.loadClass(Code.class.getName());
            module.uninstall();
            refresh(module);
        }

        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            System.gc();
            assertThat(guard.remembered()).isEqualTo(1);
        });
    }

    @Test
    void letsNothingNewInWithoutTheCore() throws Exception {
        Bundle before = installed("before");
        before.loadClass(Code.class.getName());
        Bundle after = installed("after");

        coresGuard.unregister();

        before.loadClass(More.class.getName());
        assertThatThrownBy(() -> after.loadClass(Code.class.getName()))
                .hasStackTraceContaining("Bundle after was not admitted by the core");
    }

    private void refresh(Bundle bundle) throws InterruptedException {
        var done = new CountDownLatch(1);
        framework.adapt(FrameworkWiring.class).refreshBundles(List.of(bundle), event -> {
            if (event.getType() == FrameworkEvent.PACKAGES_REFRESHED) {
                done.countDown();
            }
        });
        done.await();
    }

    private Bundle installed(String name) throws BundleException, IOException {
        return TestBundle.installed(context, name, Code.class, More.class);
    }

    /** What a module has in it. */
    static final class Code {}

    /** What is loaded of it later. */
    static final class More {}
}
