package com.a64platform.it;

import static com.a64platform.it.Operator.patiently;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Modules that use each other's services: in any order, and through each other's changes. */
class ModuleServicesIT {
    @TempDir
    private static Path folder;

    private static PlatformProcess node;
    private static Operator admin;

    @BeforeAll
    static void start() {
        Path home = folder.resolve("home");
        Path registry = Publisher.on(home)
                .offer(
                        folder.resolve("registry"),
                        ModuleJar.hello().writeTo(folder),
                        ModuleJar.hello().version("1.1.0").writeTo(folder),
                        ModuleJar.empty("barn").writeTo(folder),
                        ModuleJar.empty("stable").needing("barn").writeTo(folder));
        node = Operator.of(PlatformProcess.on(home))
                .with("MODULE_REGISTRY", registry.toUri().toString())
                .with("MODULE_UPDATE_WATCH", "1") // the version before is seen to go
                .start();
        admin = new Operator(node);
    }

    @AfterAll
    static void end() {
        node.close();
    }

    @AfterEach
    void removeAll() throws IOException {
        for (String module : List.of(Rain.REPORT, Rain.GAUGE, Rain.API)) {
            if (!admin.installation(module).isEmpty()) {
                // a drop may serve already and not have ended
                patiently().untilAsserted(() -> assertThat(admin.waiting("DELETE", "/api/v1/modules/" + module, "")
                                .statusCode())
                        .isIn(204, 404));
            }
        }
        try (var left = Files.newDirectoryStream(node.deploy(), "*.jar")) {
            for (Path refused : left) {
                Files.delete(refused);
            }
        }
        patiently().untilAsserted(() -> assertThat(admin.moduleBundles()).isEmpty());
    }

    /** A drop may serve already and not have ended. */
    private static void awaitQuiet(String module) {
        patiently().untilAsserted(() -> assertThat(admin.json("/api/v1/operations?perPage=100&subject=" + module)
                        .get("data"))
                .isNotEmpty()
                .allSatisfy(
                        operation -> assertThat(operation.get("state").asText()).isNotIn("RUNNING", "UNDOING")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"rain-report rain-gauge rain-api", "rain-gauge rain-report rain-api"})
    void findEachOtherInWhateverOrderTheyCome(String order) {
        for (String module : order.split(" ")) {
            if (module.equals(Rain.API)) {
                Stream.of(Rain.REPORT, Rain.GAUGE)
                        .forEach(waiting -> assertThat(admin.awaitNote(waiting + "-1.0.0.jar"))
                                .contains("It needs module rain-api"));
            }
            made(module).writeTo(node.deploy());
        }

        reports("1.0.0 1");
        assertThat(admin.note("rain-gauge-1.0.0.jar")).doesNotExist();
    }

    @Test
    void findEachOtherAgainAfterARestart() {
        List.of(Rain.REPORT, Rain.GAUGE, Rain.API)
                .forEach(module -> made(module).writeTo(node.deploy()));
        reports("1.0.0 1");

        assertThat(node.terminate()).isZero();
        node.restart();

        reports("1.0.0 1");
    }

    @Test
    void anUpdateOfWhoOffersTheServiceRestartsNobody() {
        List.of(Rain.API, Rain.GAUGE, Rain.REPORT)
                .forEach(module -> made(module).writeTo(node.deploy()));
        reports("1.0.0 1");
        JsonNode before = bundle(Rain.REPORT);

        Rain.gauge("1.1.0").writeTo(node.deploy());

        reports("1.1.0 1");
        patiently().untilAsserted(() -> assertThat(admin.moduleBundles())
                .containsExactlyInAnyOrder(Rain.API + " 1.0.0", Rain.GAUGE + " 1.1.0", Rain.REPORT + " 1.0.0"));
        assertThat(bundle(Rain.REPORT)).isEqualTo(before);
    }

    @Test
    void whatOthersAreWiredToDoesNotGo() {
        dropAll(Rain.report("1.0.0"));

        refused("DELETE", "rain-api", "These modules need rain-api: rain-gauge, rain-report");
        refused("POST", "rain-api/disable", "These modules need rain-api: rain-gauge, rain-report");
        Rain.api("1.1.0").writeTo(node.deploy());

        assertThat(admin.awaitNote("rain-api-1.1.0.jar"))
                .contains("rain-api 1.1.0 cannot come in without touching others")
                .contains("rain-report, which imports its package com.example.rain.api");
        reports("1.0.0 1");
        assertThat(admin.loaded()).contains("rain-api 1.0.0");
    }

    @Test
    void whatAnotherCannotGoWithoutDoesNotGoButIsReplaced() {
        dropAll(Rain.report("1.0.0", "policy=\"dynamic\" cardinality=\"1..1\""));

        refused("DELETE", "rain-gauge", "would be stopped, since its reference gauge to it is mandatory");
        refused("POST", "rain-gauge/disable", "rain-report, whose component com.example.rain.report.RainReport");
        Rain.gauge("1.1.0").writeTo(node.deploy());

        reports("1.1.0 1");
    }

    @Test
    void aVersionThatLacksWhatAnotherCannotGoWithoutDoesNotTakeOver() {
        dropAll(Rain.report("1.0.0", "policy=\"dynamic\" cardinality=\"1..1\""));

        ModuleJar.empty(Rain.GAUGE).version("1.1.0").needing(Rain.API).writeTo(node.deploy());

        assertThat(admin.awaitNote("rain-gauge-1.1.0.jar"))
                .contains("would be stopped, since its reference gauge to it is mandatory");
        reports("1.0.0 1");
    }

    @Test
    void whatAnotherIsBoundToForGoodIsNotReplaced() {
        dropAll(Rain.report("1.0.0", "policy=\"static\" cardinality=\"0..1\""));

        refused("DELETE", "rain-gauge", "would be restarted, since its reference gauge to it is static");
        Rain.gauge("1.1.0").writeTo(node.deploy());

        assertThat(admin.awaitNote("rain-gauge-1.1.0.jar"))
                .contains("rain-report, whose component com.example.rain.report.RainReport would be restarted");
        reports("1.0.0 1");
    }

    @Test
    void whatAnotherWouldRestartForDoesNotComeIn() {
        dropAll(Rain.report("1.0.0", "policy=\"static\" policy-option=\"greedy\" cardinality=\"0..1\""));

        Rain.ranked("second-gauge", 5).writeTo(node.deploy());

        assertThat(admin.awaitNote("second-gauge-1.0.0.jar")).contains("is static and greedy for what it brings");
        reports("1.0.0 1");
    }

    @Test
    void whatIsUsedWithoutNeedMayGo() {
        dropAll(Rain.report("1.0.0"));

        assertThat(admin.waiting("DELETE", "/api/v1/modules/rain-gauge", "").statusCode())
                .isEqualTo(204);

        reports("none 1");
    }

    /** Whatever becomes of one module, nothing of the others is stopped, started or changed. */
    @Test
    void aModuleComesAndGoesAndTouchesNobody() throws Exception {
        dropAll(Rain.report("1.0.0"));
        List<String> before = others();

        modules("POST", "install", "{\"moduleName\":\"hello\",\"version\":\"1.0.0\"}", 201);
        assertThat(others()).as("after the install").isEqualTo(before);
        modules("PUT", "hello/update", "{\"targetVersion\":\"1.1.0\"}", 200);
        onlyLoaded("1.1.0", "update", before);
        ModuleJar.hello().version("1.2.0").writeTo(node.deploy());
        onlyLoaded("1.2.0", "drop", before);
        String dropped = helloBundle();
        Files.write(
                node.deploy().resolve("hello-1.2.0.jar"),
                Files.readAllBytes(ModuleJar.hello()
                        .version("1.2.0")
                        .entry("other.txt", new byte[1])
                        .writeTo(folder)));
        patiently().until(() -> !helloBundle().equals(dropped));
        onlyLoaded("1.2.0", "rewriting in place", before);
        modules("POST", "hello/disable", "", 200);
        assertThat(others()).as("after the disabling").isEqualTo(before);
        modules("POST", "hello/enable", "", 200);
        assertThat(others()).as("after the enabling").isEqualTo(before);
        modules("DELETE", "hello", "", 204);
        assertThat(others()).as("after the uninstalling").isEqualTo(before);
        reports("1.0.0 1");
    }

    @Test
    void aPlanSaysWhatIsDoneAndOnlyThatIsDone() {
        String install = "\"changes\":[{\"action\":\"install\",\"moduleName\":\"stable\"}]";
        JsonNode plan = Operator.parse(modules("POST", "plan", "{" + install + "}", 200));
        assertThat(plan.get("added")).extracting(JsonNode::asText).containsExactly("barn 1.0.0", "stable 1.0.0");
        assertThat(plan.get("restarted")).isEmpty();
        assertThat(admin.installation("stable")).isEmpty();

        String stale = modules("POST", "apply", "{" + install + ",\"planDigest\":\"0\"}", 409);
        String digest = Operator.parse(stale).get("plan").get("digest").asText();
        assertThat(digest).isEqualTo(plan.get("digest").asText());
        modules("POST", "apply", "{" + install + ",\"planDigest\":\"" + digest + "\"}", 200);
        assertThat(admin.installation("barn")).isEqualTo("1.0.0 ENABLED");
        assertThat(admin.installation("stable")).isEqualTo("1.0.0 ENABLED");

        modules("DELETE", "barn/uninstall", "{}", 409);
        modules("POST", "barn/disable", "", 409);
        modules("DELETE", "barn/uninstall", "{\"cascade\":true}", 204);
        assertThat(admin.installation("stable")).isEmpty();

        modules("POST", "install", "{\"moduleName\":\"stable\",\"autoActivate\":false}", 201);
        assertThat(admin.installation("stable")).isEqualTo("1.0.0 DISABLED");
        assertThat(admin.installation("barn")).isEqualTo("1.0.0 ENABLED");
        modules("DELETE", "barn/uninstall", "{\"cascade\":true}", 204);
    }

    private static String modules(String method, String what, String body, int status) {
        var answer = admin.waiting(method, "/api/v1/modules/" + what, body);
        assertThat(answer.statusCode())
                .as(method + " " + what + " " + answer.body())
                .isEqualTo(status);
        return answer.body();
    }

    private static void refused(String method, String what, String why) {
        var answer = admin.waiting(method, "/api/v1/modules/" + what, "");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(409);
        assertThat(answer.body()).contains(why);
    }

    private static void onlyLoaded(String version, String change, List<String> before) {
        patiently().untilAsserted(() -> assertThat(admin.moduleBundles())
                .filteredOn(bundle -> bundle.startsWith("hello"))
                .containsExactly("hello " + version));
        assertThat(others()).as("after the " + change).isEqualTo(before);
    }

    /** Every bundle of the framework but those of hello: which it is, its state and when it was last changed. */
    private static List<String> others() {
        return bundles()
                .filter(bundle -> !bundle.get("symbolicName").asText().equals("hello"))
                .map(JsonNode::toString)
                .toList();
    }

    private static String helloBundle() {
        return bundles()
                .filter(bundle -> bundle.get("symbolicName").asText().equals("hello"))
                .map(bundle -> bundle.get("id").asText())
                .collect(Collectors.joining(" "));
    }

    private static Stream<JsonNode> bundles() {
        return StreamSupport.stream(admin.bundles().spliterator(), false);
    }

    private static void dropAll(ModuleJar report) {
        Rain.api("1.0.0").writeTo(node.deploy());
        Rain.gauge("1.0.0").writeTo(node.deploy());
        admin.awaitInstallation(Rain.GAUGE, "1.0.0 ENABLED");
        report.writeTo(node.deploy());
        reports("1.0.0 1");
    }

    private static ModuleJar made(String module) {
        return switch (module) {
            case Rain.API -> Rain.api("1.0.0");
            case Rain.GAUGE -> Rain.gauge("1.0.0");
            default -> Rain.report("1.0.0");
        };
    }

    private static void reports(String expected) {
        patiently()
                .untilAsserted(() ->
                        assertThat(admin.get(Rain.REPORTED).body()).as(notes()).isEqualTo(expected));
    }

    private static Supplier<String> notes() {
        return () ->
                Stream.of(Rain.API, Rain.GAUGE, Rain.REPORT).map(admin::why).toList() + "";
    }

    private static JsonNode bundle(String symbolicName) {
        return bundles()
                .filter(bundle -> bundle.get("symbolicName").asText().equals(symbolicName))
                .findFirst()
                .orElseThrow();
    }
}
