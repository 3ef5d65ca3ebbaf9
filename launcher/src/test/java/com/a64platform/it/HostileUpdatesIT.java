package com.a64platform.it;

import static com.a64platform.it.Operator.patiently;
import static org.assertj.core.api.Assertions.assertThat;

import com.a64platform.api.HealthProbe;
import com.a64platform.api.ModuleLifecycle;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Updates that cannot be: what served goes on serving, no request fails, and nothing of the new version is left. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class HostileUpdatesIT {
    private static final String FOREVER =
            " while (true) { java.util.concurrent.locks.LockSupport.park(); Thread.interrupted(); } ";
    private static final String STEADY = "/api/v1/hello/greeting";
    private static final int MANY = 50;

    @TempDir
    private static Path folder;

    private static PlatformProcess node;
    private static Operator admin;
    private static SteadyClient client;
    private static List<String> neighbours;

    @BeforeAll
    static void serveTheFirstVersion() {
        node = Operator.of(PlatformProcess.on(folder.resolve("home")))
                .with("MODULE_INSTALL_TIMEOUT", "4")
                .with("MODULE_UPDATE_WATCH", "1") // the version before is seen to go
                .with("MAX_MODULES", String.valueOf(2 * MANY))
                .with("A64_STOP_GRACE", "3")
                .start();
        admin = new Operator(node);
        ModuleJar.hello().writeTo(node.deploy());
        neighbour().writeTo(node.deploy());
        admin.awaitStatus(STEADY, 200);
        admin.awaitStatus("/api/v1/neighbour/greeting", 200);
        client = SteadyClient.of(admin, STEADY);
        neighbours = neighbours();
    }

    @AfterAll
    static void noRequestHasFailed() throws InterruptedException {
        client.end();
        try (PlatformProcess ending = node) {
            client.wasAlwaysAnswered();
            assertThat(ending.terminate()).isZero();
        }
    }

    static Stream<Arguments> broken() {
        return Stream.of(
                Arguments.of("2.0.1", next().unresolvable(), "it does not resolve"),
                Arguments.of("2.0.2", next().throwingInActivate(), "throws when it is activated"),
                Arguments.of(
                        "2.0.3",
                        next().component("Forever", "public class Forever { public Forever() {" + FOREVER + "} }"),
                        "its start does not come back"),
                Arguments.of("2.0.4", lacking(), "its component Lacks lacks work"),
                Arguments.of(
                        "2.0.5", next().component("Probe", probe(FOREVER), HealthProbe.class), "does not come back"),
                Arguments.of("2.0.6", next().unhealthy(), "The pump is broken."),
                Arguments.of(
                        "2.0.7",
                        next().descriptor(json -> json.put("routePrefix", "/api/v1/neighbour")),
                        "/api/v1/neighbour is served by module neighbour"),
                Arguments.of(
                        "2.0.8",
                        next().component(
                                        "Fails",
                                        "public class Fails { public Fails() { throw new StackOverflowError(); } }"),
                        "throws when it is activated"),
                Arguments.of(
                        "2.0.9",
                        next().component("Probe", probe("return null;"), HealthProbe.class),
                        "answers nothing"),
                Arguments.of(
                        "2.0.10",
                        next().component("Probe", probe("throw new LinkageError(\"no pump\");"), HealthProbe.class),
                        "no pump"),
                Arguments.of("2.0.11", next().resource("Twice", twice()), "Twice"),
                Arguments.of(
                        "2.0.12",
                        next().resource(
                                        "Built",
                                        "@jakarta.ws.rs.Path(\"built\") public class Built { public Built() {"
                                                + " throw new ExceptionInInitializerError(\"no wood\"); }"
                                                + " @jakarta.ws.rs.GET public String get() { return \"\"; } }"),
                        "Built"),
                Arguments.of(
                        "2.0.14",
                        next().component(
                                        "Shouts",
                                        "public class Shouts { public Shouts() { throw new IllegalStateException(\"loud\".repeat(5_000_000)); } }"),
                        "throws when it is activated"),
                Arguments.of(
                        "2.0.15",
                        next().component(
                                        "Probe",
                                        probe("throw new IllegalStateException(\"loud\".repeat(5_000_000));"),
                                        HealthProbe.class),
                        "loud"),
                Arguments.of(
                        "2.0.13",
                        next().component(
                                        "Moves",
                                        "public class Moves implements com.a64platform.api.ModuleLifecycle { public void"
                                                + " migrate(com.a64platform.api.TenantContext tenant, String from,"
                                                + " String to) { throw new AssertionError(\"no way\"); } }",
                                        ModuleLifecycle.class),
                        "no way"));
    }

    @Order(1)
    @ParameterizedTest(name = "{2}")
    @MethodSource("broken")
    void changesNothing(String version, ModuleJar jar, String sentence) {
        List<String> others = others();

        jar.version(version).writeTo(node.deploy());

        assertThat(admin.awaitNote("hello-" + version + ".jar")).contains(sentence);
        assertThat(admin.installation("hello")).isEqualTo("1.0.0 ENABLED");
        assertThat(admin.loaded()).containsExactlyInAnyOrder("hello 1.0.0", "neighbour 1.0.0");
        assertThat(others()).isEqualTo(others);
        assertThat(node.deploy().resolve("hello-1.0.0.jar")).exists();
        assertThat(admin.status(STEADY)).isEqualTo(200);
    }

    @Order(2)
    @Test
    void unloadsWhatDoesNotHang() {
        // a start that never returns holds the framework's lock on its bundle
        patiently().untilAsserted(() -> assertThat(admin.moduleBundles())
                .filteredOn(bundle -> !bundle.endsWith(" 2.0.3"))
                .containsExactlyInAnyOrder("hello 1.0.0", "neighbour 1.0.0"));
    }

    @Order(3)
    @Test
    void replacesAVersionWhoseStopDoesNotComeBack() {
        ModuleJar.hello()
                .named("clinging")
                .component("Clings", "public class Clings { public void deactivate() {" + FOREVER + "} }")
                .writeTo(node.deploy());
        admin.awaitInstallation("clinging", "1.0.0 ENABLED");

        ModuleJar.hello().named("clinging").version("1.1.0").writeTo(node.deploy());
        admin.awaitInstallation("clinging", "1.1.0 ENABLED");
        patiently().until(() -> node.log().contains("Module clinging 1.0.0 does not stop"));
        ModuleJar.hello().named("clinging").version("1.2.0").writeTo(node.deploy());

        admin.awaitInstallation("clinging", "1.2.0 ENABLED");
        patiently().until(() -> admin.loaded().contains("clinging 1.2.0"));
        assertThat(admin.status("/api/v1/clinging/greeting")).isEqualTo(200);
    }

    @Order(4)
    @Test
    void takesAFileThatIsRewrittenSlowlyInItsPlaceWhenItIsComplete() throws IOException {
        String before = bundles("hello");
        byte[] content = Files.readAllBytes(
                ModuleJar.hello().entry("other.txt", new byte[1]).writeTo(folder));
        try (OutputStream out = Files.newOutputStream(node.deploy().resolve("hello-1.0.0.jar"))) {
            for (int piece = 0; piece < 8; piece++) {
                int from = content.length * piece / 8;
                out.write(Arrays.copyOfRange(content, from, content.length * (piece + 1) / 8));
                out.flush();
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(120)); // this is the slowness, not a wait
                if (piece < 7) {
                    assertThat(bundles("hello")).isEqualTo(before);
                    assertThat(admin.note("hello-1.0.0.jar")).doesNotExist();
                }
            }
        }

        patiently().untilAsserted(() -> {
            assertThat(bundles("hello")).isNotEqualTo(before);
            assertThat(bundles("hello").split(" ")).hasSameSizeAs(before.split(" ")); // the one that hangs stays
        });
        assertThat(admin.installation("hello")).isEqualTo("1.0.0 ENABLED");
    }

    @Order(5)
    @Test
    void replacesFiftyModulesAtOnce() throws IOException {
        int threads = threads();
        List<Path> next = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            ModuleJar.hello().named("many" + i).writeTo(node.deploy());
            next.add(ModuleJar.hello().named("many" + i).version("1.1.0").writeTo(folder.resolve("next")));
        }
        patiently().untilAsserted(() -> assertThat(many()).hasSize(MANY).allMatch(one -> one.endsWith(" 1.0.0")));

        for (Path file : next) {
            Files.move(file, node.deploy().resolve(file.getFileName()), StandardCopyOption.ATOMIC_MOVE);
        }

        patiently().untilAsserted(() -> {
            assertThat(many()).hasSize(MANY).allMatch(one -> one.endsWith(" 1.1.0"));
            assertThat(admin.moduleBundles())
                    .filteredOn(one -> one.startsWith("many"))
                    .hasSize(MANY);
        });
        for (int i = 0; i < MANY; i++) {
            assertThat(admin.status("/api/v1/many" + i + "/greeting")).isEqualTo(200);
        }
        patiently().untilAsserted(() -> assertThat(threads()).isLessThan(threads + MANY / 2));
    }

    @Order(6)
    @Test
    void startedNobodyElseAnew() throws IOException {
        for (int i = 0; i < MANY; i++) {
            Files.delete(node.deploy().resolve("many" + i + "-1.1.0.jar"));
        }
        patiently().untilAsserted(() -> assertThat(many()).isEmpty());

        assertThat(neighbours()).isEqualTo(neighbours);
        assertThat(folder.resolve("starts")).hasContent("one start, ");
    }

    /** All bundles but those that were to change, with state and time of change. */
    private static List<String> neighbours() {
        return others().stream()
                .filter(bundle -> !bundle.contains("\"many") && !bundle.contains("clinging"))
                .toList();
    }

    private static int threads() throws IOException {
        try (var tasks = Files.list(Path.of("/proc", String.valueOf(node.pid()), "task"))) {
            return (int) tasks.count();
        }
    }

    /** It counts its starts. */
    private static ModuleJar neighbour() {
        return ModuleJar.hello()
                .named("neighbour")
                .asking("file:write:/")
                .component(
                        "Counting",
                        "public class Counting { public Counting() throws Exception { java.nio.file.Files.writeString("
                                + "java.nio.file.Path.of(\"" + folder.resolve("starts") + "\"), \"one start, \","
                                + " java.nio.file.StandardOpenOption.CREATE, java.nio.file.StandardOpenOption.APPEND);"
                                + " } }");
    }

    private static List<String> many() {
        return admin.loaded().stream().filter(one -> one.startsWith("many")).toList();
    }

    /** Which bundles a module has, with a space between. */
    private static String bundles(String module) {
        StringBuilder found = new StringBuilder();
        admin.bundles().forEach(bundle -> {
            if (bundle.get("symbolicName").asText().equals(module)) {
                found.append(bundle.get("id").asText()).append(' ');
            }
        });
        return found.toString();
    }

    /** All bundles but those of the module that is updated: state and time of change too. */
    private static List<String> others() {
        List<String> found = new ArrayList<>();
        admin.bundles().forEach(bundle -> {
            if (!bundle.get("symbolicName").asText().equals("hello")) {
                found.add(bundle.toString());
            }
        });
        return found;
    }

    private static ModuleJar next() {
        return ModuleJar.hello();
    }

    /** Its component wants a service that nobody offers. */
    private static ModuleJar lacking() {
        String xml = "<scr:component xmlns:scr=\"http://www.osgi.org/xmlns/scr/v1.3.0\" name=\"Lacks\""
                + " immediate=\"true\"><reference name=\"work\" interface=\"java.lang.Runnable\"/>"
                + "<implementation class=\"misbehaving.Lacks\"/></scr:component>";
        return next().component("Lacks", "public class Lacks {}")
                .entry("OSGI-INF/Lacks.xml", xml.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    private static String twice() {
        return "@jakarta.ws.rs.Path(\"twice\") public class Twice { @jakarta.ws.rs.GET public String one() { return \"\"; }"
                + " @jakarta.ws.rs.GET public String other() { return \"\"; } }";
    }

    private static String probe(String body) {
        return "public class Probe implements com.a64platform.api.HealthProbe { public Health check() {" + body + "} }";
    }
}
