package com.a64platform.it;

import static com.a64platform.it.Operator.patiently;
import static org.assertj.core.api.Assertions.assertThat;

import com.a64platform.api.HealthProbe;
import com.a64platform.api.ModuleLifecycle;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Modules that do not work: each is refused with its sentence and leaves nothing behind, while another serves on. */
class BrokenModulesIT {
    private static final String FOREVER =
            " while (true) { java.util.concurrent.locks.LockSupport.park();" + " Thread.interrupted(); } ";
    private static final String LACKING = """
            <scr:component xmlns:scr="http://www.osgi.org/xmlns/scr/v1.3.0" name="Lacking" immediate="true">
              <reference name="pump" interface="java.util.concurrent.Callable" target="(kind=pump)"/>
              <implementation class="misbehaving.Lacking"/>
            </scr:component>
            """;
    private static final String STEADY = "/api/v1/hello/greeting";

    @TempDir
    private static Path folder;

    private static PlatformProcess node;
    private static Operator admin;
    private static SteadyClient client;

    @BeforeAll
    static void dropAll() {
        node = Operator.of(PlatformProcess.on(folder.resolve("home")))
                .with("MODULE_INSTALL_TIMEOUT", "4")
                .with("A64_STOP_GRACE", "3")
                .start();
        admin = new Operator(node);
        ModuleJar.hello().writeTo(node.deploy());
        admin.awaitStatus(STEADY, 200);
        client = SteadyClient.of(admin, STEADY);
        broken().forEach(one -> ((ModuleJar) one.get()[1]).writeTo(node.deploy()));
    }

    @AfterAll
    static void theOtherModuleServedOnAndTheNodeStops() throws InterruptedException {
        client.end();
        try (PlatformProcess ending = node) {
            client.wasAlwaysAnswered();
            assertThat(ending.terminate()).isZero();
        }
    }

    static Stream<Arguments> broken() {
        return Stream.of(
                Arguments.of("not-resolving", hello("not-resolving").unresolvable(), "it does not resolve"),
                Arguments.of("throwing", hello("throwing").throwingInActivate(), "throws when it is activated"),
                Arguments.of(
                        "lacking",
                        hello("lacking")
                                .component("Lacking", "public class Lacking {}")
                                .entry("OSGI-INF/Lacking.xml", LACKING.getBytes(StandardCharsets.UTF_8)),
                        "lacks pump"),
                Arguments.of(
                        "start-hangs",
                        hello("start-hangs").component("Forever", source("Forever", FOREVER)),
                        "its start does not come back"),
                Arguments.of(
                        "resource-hangs",
                        hello("resource-hangs").resource("Slow", resource(FOREVER)),
                        "its code does not come back"),
                Arguments.of(
                        "install-throws",
                        hello("install-throws")
                                .component(
                                        "Hook",
                                        hook("throw new" + " IllegalStateException(\"no field\");"),
                                        ModuleLifecycle.class),
                        "no field"),
                Arguments.of(
                        "install-hangs",
                        hello("install-hangs").component("Hook", hook(FOREVER), ModuleLifecycle.class),
                        "hook of module install-hangs 1.0.0 failed"),
                Arguments.of("not-healthy", hello("not-healthy").unhealthy(), "The pump is broken."),
                Arguments.of(
                        "probe-hangs",
                        hello("probe-hangs").component("Probe", probe(FOREVER), HealthProbe.class),
                        "its code does not come back"),
                Arguments.of(
                        "no-resource",
                        hello("no-resource").descriptor(BrokenModulesIT::declareMore),
                        "declares GET /more, which no resource of it serves"),
                Arguments.of("greedy", hello("greedy").resource("Greedy", greedy()), "greedy.take"),
                Arguments.of(
                        "clashing",
                        hello("clashing").descriptor(json -> json.put("routePrefix", "/api/v1/hello")),
                        "/api/v1/hello is served by module hello"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("broken")
    void isRefusedAndLeavesNothing(String name, ModuleJar jar, String sentence) {
        String file = name + "-1.0.0.jar";

        assertThat(admin.awaitNote(file)).contains(sentence);

        assertThat(node.deploy().resolve(file)).exists();
        assertThat(admin.installation(name)).isEmpty();
        assertThat(admin.loaded()).containsExactly("hello 1.0.0");
        assertThat(admin.status("/api/v1/" + name + "/greeting")).isEqualTo(404);
    }

    @Test
    void namesTheThreadThatHangs() {
        for (String name : List.of("start-hangs", "resource-hangs", "install-hangs", "probe-hangs")) {
            admin.awaitNote(name + "-1.0.0.jar");
            assertThat(admin.why(name)).as(name).containsPattern("its thread is (start|ask|hook)-" + name + "-\\d+\\.");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "not-resolving, package-missing, Install the module that exports the package",
        "throwing, activation-failed, logs/a64.log has the stack",
        "lacking, reference-unsatisfied, Install or enable the module that offers the service",
        "start-hangs, code-hangs, Thread.print",
        "resource-hangs, code-hangs, Thread.print",
        "install-throws, module-start-failed, Have its maker mend what is named",
        "not-healthy, unhealthy-at-start, Mend what its probe names",
        "probe-hangs, code-hangs, Thread.print",
        "no-resource, route-not-served, serves what its descriptor declares",
        "greedy, module-start-failed, Have its maker mend what is named",
        "clashing, route-conflict, Uninstall the other module"
    })
    void saysWhyAndWhatToDo(String name, String code, String advice) {
        admin.awaitNote(name + "-1.0.0.jar");

        JsonNode why = admin.json("/api/v1/modules/" + name + "/why");
        JsonNode first = why.at("/causes/0");
        assertThat(why.at("/serves").asBoolean()).isFalse();
        assertThat(first.at("/code").asText()).as(why.toString()).isEqualTo(code);
        assertThat(first.at("/advice").asText()).contains(advice);
        assertThat(first.at("/evidence").isEmpty()).isFalse();
        assertThat(why.at("/advice")).isEqualTo(first.at("/advice"));
    }

    @Test
    void unloadsWhatDoesNotHang() {
        broken().forEach(one -> admin.awaitNote(one.get()[0] + "-1.0.0.jar"));

        // a start that never returns holds the framework's lock on its bundle
        patiently().untilAsserted(() -> assertThat(admin.moduleBundles())
                .filteredOn(bundle -> !bundle.startsWith("start-hangs"))
                .containsExactly("hello 1.0.0"));
    }

    private static ModuleJar hello(String name) {
        return ModuleJar.hello().named(name);
    }

    private static void declareMore(com.fasterxml.jackson.databind.node.ObjectNode descriptor) {
        descriptor
                .withObject("/capabilities/api")
                .withArray("routes")
                .addObject()
                .put("method", "GET")
                .put("path", "/more")
                .putArray("permissions");
    }

    private static String source(String name, String body) {
        return "public class " + name + " { public " + name + "() {" + body + "} }";
    }

    private static String hook(String body) {
        return "public class Hook implements com.a64platform.api.ModuleLifecycle {"
                + " public void onInstall(com.a64platform.api.TenantContext context) {" + body + "} }";
    }

    private static String probe(String body) {
        return "public class Probe implements com.a64platform.api.HealthProbe {" + " public Health check() {" + body
                + "} }";
    }

    private static String resource(String body) {
        return "@jakarta.ws.rs.Path(\"slow\") public class Slow { public Slow() {" + body + "}"
                + " @jakarta.ws.rs.GET public String get() { return \"\"; } }";
    }

    private static String greedy() {
        return "@jakarta.ws.rs.Path(\"take\") public class Greedy { @jakarta.ws.rs.GET"
                + " @com.a64platform.api.RequiresPermission(\"greedy.take\") public String get() { return \"\"; } }";
    }
}
