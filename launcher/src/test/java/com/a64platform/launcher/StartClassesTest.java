package com.a64platform.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.felix.framework.FrameworkFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.wiring.FrameworkWiring;

class StartClassesTest {
    private static final String CODE = Code.class.getName();
    private static final String MORE = More.class.getName();

    @TempDir
    private Path folder;

    private Path file;
    private Framework framework;
    private Bundle bundle;
    private final Collection<String> defined = new ConcurrentLinkedQueue<>();

    @BeforeEach
    void start() throws Exception {
        file = folder.resolve("start-classes.list");
        framework = new FrameworkFactory()
                .newFramework(Map.of(
                        Constants.FRAMEWORK_STORAGE, folder.resolve("storage").toString(), "felix.log.level", "0"));
        framework.start();
        AssemblyGuard guard =
                AssemblyGuard.in(framework.getBundleContext(), (in, name) -> defined.add(in + " " + name));
        bundle = TestBundle.installed(framework.getBundleContext(), "code", Code.class, More.class);
        guard.trust(bundle);
    }

    @AfterEach
    void stop() throws BundleException, InterruptedException {
        framework.stop();
        framework.waitForStop(0);
    }

    @Test
    void writesDownWhatAStartNeededInItsOrder() throws Exception {
        var classes = new StartClasses(file, true);

        classes.defined("code", MORE);
        classes.defined("code", CODE);
        classes.end();
        classes.defined("code", "afterwards");

        assertThat(Files.readAllLines(file)).containsExactly("code " + MORE, "code " + CODE);
    }

    @Test
    void loadsAheadWhatWasWrittenDown() throws Exception {
        Files.write(file, List.of("code " + MORE, "code " + CODE));
        resolve();

        new StartClasses(file, false).loadAhead(List.of(bundle));

        await().untilAsserted(() -> assertThat(defined).containsExactly("code " + MORE, "code " + CODE));
    }

    @Test
    void leavesToTheStartWhatIsNotResolvedYet() throws Exception {
        Files.write(file, List.of("code " + CODE));
        var classes = new StartClasses(file, false);

        classes.loadAhead(List.of(bundle));
        classes.end();

        await().until(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().equals("a64-classes")));
        assertThat(bundle.getState()).isEqualTo(Bundle.INSTALLED);
        assertThat(defined).isEmpty();
    }

    @Test
    void passesOverWhatIsNotThere() throws Exception {
        Files.write(file, List.of("", "nonsense", "gone " + CODE, "code not.There", "code " + CODE));
        resolve();

        new StartClasses(file, false).loadAhead(List.of(bundle));

        await().untilAsserted(() -> assertThat(defined).containsExactly("code " + CODE));
    }

    private void resolve() {
        assertThat(framework.adapt(FrameworkWiring.class).resolveBundles(List.of(bundle)))
                .isTrue();
    }

    /** What is needed. */
    static final class Code {}

    /** What is needed before. */
    static final class More {}
}
