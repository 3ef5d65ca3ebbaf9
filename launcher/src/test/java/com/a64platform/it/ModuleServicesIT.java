package com.a64platform.it;

import static com.a64platform.it.Operator.patiently;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
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
        node = Operator.of(PlatformProcess.on(folder.resolve("home"))).start();
        admin = new Operator(node);
    }

    @AfterAll
    static void end() {
        node.close();
    }

    @AfterEach
    void removeAll() {
        for (String module : List.of(Rain.REPORT, Rain.GAUGE, Rain.API)) {
            if (!admin.installation(module).isEmpty()) {
                assertThat(admin.waiting("DELETE", "/api/v1/modules/" + module, "")
                                .statusCode())
                        .isEqualTo(204);
            }
        }
        patiently().untilAsserted(() -> assertThat(admin.moduleBundles()).isEmpty());
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
        for (JsonNode bundle : admin.bundles()) {
            if (bundle.get("symbolicName").asText().equals(symbolicName)) {
                return bundle;
            }
        }
        throw new AssertionError("No bundle " + symbolicName);
    }
}
