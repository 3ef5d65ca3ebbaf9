package com.a64platform.core.descriptors;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.a64platform.api.descriptor.ModuleDescriptor;
import com.a64platform.api.descriptor.ModuleDescriptor.Licensing;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import com.a64platform.core.problem.ProblemException.FieldError;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DescriptorReaderTest {
    private final DescriptorReader reader = new DescriptorReader();

    @Test
    void fillsInDefaults() {
        ModuleDescriptor read = reader.read(minimal(""));

        assertThat(read.name()).isEqualTo("farm-manager");
        assertThat(read.routePrefix()).isEqualTo("/api/v1/farm-manager");
        assertThat(read.licensing()).isEqualTo(new Licensing(true, Licensing.Type.PER_INSTALLATION));
        assertThat(read.dependencies().platform()).isEqualTo(">=1.0.0");
        assertThat(read.data().reads()).containsExactly(1);
        assertThat(read.isolation().level()).isEqualTo("none");
        assertThat(read.health()).isEmpty();
        assertThat(read.permissions()).isEmpty();
        assertThat(read.capabilities().api().routes()).isEmpty();
    }

    @Test
    void readsEveryMember() {
        ModuleDescriptor read = reader.read(json("""
                {"name": "vmware_vcenter", "version": "2.1.0-rc.1", "displayName": "vCenter", "description": "Watches it",
                 "author": {"name": "A", "email": "a@example.org", "url": "https://example.org"}, "license": "MIT OR Apache-2.0",
                 "licensing": {"required": false, "type": "subscription"}, "routePrefix": "/api/v1/vcenter",
                 "dependencies": {"platform": "^1.0.0", "modules": {"farm_manager": "^1.0.0"}, "java": ">=17"},
                 "databaseCollections": ["hosts"], "permissions": ["vm.view", "database:read:hosts", "network:access:*.example.org:443", "file:read:/srv/data"],
                 "capabilities": {
                   "api": {"routes": [{"method": "GET", "path": "/hosts/{id}", "permissions": ["vm.view"]}]},
                   "jobs": {"handlers": [{"name": "poll", "schedule": "*/5 * * * *", "timeoutMs": 1000, "retries": 2}]},
                   "events": {"emits": ["vm.seen"], "consumes": ["farm.created"]},
                   "ui": {"pages": [{"path": "/vms", "permission": "vm.view", "more": [null]}], "navigation": [], "widgets": []},
                   "workflows": [{"name": "w"}]},
                 "config": {"schema": {"host": {"type": "string", "label": "Host", "default": "localhost", "max": 100},
                                       "token": {"type": "password", "required": true, "sensitive": true},
                                       "every": {"type": "number", "min": 1}}, "defaults": {"every": 5}},
                 "health": {"path": "/health"}, "data": {"schema": 3, "reads": [2]},
                 "isolation": {"level": "none", "cpuLimit": "0.5", "memoryLimit": "256Mi"},
                 "metadata": {"homepage": "https://example.org", "tags": ["vm"], "category": "it", "changelog": "First"}}
                """));

        assertThat(read.name()).isEqualTo("vmware-vcenter");
        assertThat(read.dependencies().modules()).isEqualTo(Map.of("farm-manager", "^1.0.0"));
        assertThat(read.data().reads()).containsExactly(2, 3);
        assertThat(read.config().defaults()).isEqualTo(Map.of("host", "localhost", "every", 5));
        assertThat(read.capabilities().jobs().handlers().get(0).timeoutMs()).isEqualTo(1000);
        assertThat(read.capabilities().ui().pages().get(0)).containsKey("more");
        assertThat(read.health()).contains(new ModuleDescriptor.Health("/health"));
        assertThat(read.metadata().tags()).containsExactly("vm");
    }

    @Test
    void tellsEveryFaultAtOnceWithItsPointer() {
        byte[] document = json("{\"name\": \"X\", \"version\": 1, \"licensing\": {\"type\": \"free\"}, \"surprise\": 1,"
                + " \"capabilities\": {\"api\": {\"routes\": [{\"method\": \"GET\", \"path\": \"/a\", \"permissions\": [\"a.b\"]}]}},"
                + " \"config\": {\"defaults\": {\"x\": 1}}}");

        assertThat(reader.faults(document))
                .extracting(FieldError::pointer)
                .containsExactlyInAnyOrder(
                        "/name",
                        "/version",
                        "/displayName",
                        "/licensing/type",
                        "/surprise",
                        "/capabilities/api/routes/0/permissions/0",
                        "/config/defaults/x");
        assertThatThrownBy(() -> reader.read(document)).isInstanceOfSatisfying(ProblemException.class, problem -> {
            assertThat(problem.code()).isEqualTo(ErrorCode.INVALID_DESCRIPTOR);
            assertThat(problem.errors()).isEqualTo(reader.faults(document));
            assertThat(problem.detail()).contains("7 faults");
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"routePrefix\": \"/api/v1/users\"|/routePrefix",
                "\"dependencies\": {\"platform\": \"one\"}|/dependencies/platform",
                "\"dependencies\": {\"java\": \"17+\"}|/dependencies/java",
                "\"dependencies\": {\"modules\": {\"other\": \"1..2\"}}|/dependencies/modules/other",
                "\"routePrefix\": \"/api/v2/farm\"|/routePrefix",
                "\"routePrefix\": \"/api/v1/farm/more\"|/routePrefix",
                "\"databaseCollections\": [\"a.b\"]|/databaseCollections/0",
                "\"databaseCollections\": [\"$cmd\"]|/databaseCollections/0",
                "\"permissions\": [\"everything\"]|/permissions/0",
                "\"permissions\": [\"database:drop:x\"]|/permissions/0",
                "\"permissions\": [\"file:read:/srv/../etc\"]|/permissions/0",
                "\"dependencies\": {\"modules\": {\"farm_manager\": \"^1.0.0\"}}|/dependencies/modules/farm_manager",
                "\"dependencies\": {\"modules\": {\"a_bc\": \"1\", \"a-bc\": \"1\"}}|/dependencies/modules/a-bc",
                "\"capabilities\": {\"api\": {\"routes\": [{\"method\": \"GET\", \"path\": \"/a/..\"}]}}|/capabilities/api/routes/0/path",
                "\"capabilities\": {\"api\": {\"routes\": [{\"method\": \"GET\", \"path\": \"//a\"}]}}|/capabilities/api/routes/0/path",
                "\"capabilities\": {\"api\": {\"routes\": [{\"method\": \"GET\", \"path\": \"/{a}\"}, {\"method\": \"GET\", \"path\": \"/{b}\"}]}}|/capabilities/api/routes/1",
                "\"capabilities\": {\"ui\": {\"pages\": [{\"permission\": \"a.b\"}]}}|/capabilities/ui/pages/0/permission",
                "\"capabilities\": {\"jobs\": {\"handlers\": [{\"name\": \"a\", \"schedule\": \"* * *\"}]}}|/capabilities/jobs/handlers/0/schedule",
                "\"config\": {\"schema\": {\"a\": {\"type\": \"number\", \"max\": 3}}, \"defaults\": {\"a\": 4}}|/config/defaults/a",
                "\"config\": {\"schema\": {\"a\": {\"type\": \"number\"}}, \"defaults\": {\"a\": \"4\"}}|/config/defaults/a",
                "\"config\": {\"schema\": {\"a\": {\"type\": \"boolean\", \"default\": \"yes\"}}}|/config/schema/a/default",
                "\"config\": {\"schema\": {\"a\": {\"type\": \"password\"}}, \"defaults\": {\"a\": \"secret\"}}|/config/defaults/a",
                "\"config\": {\"schema\": {\"a\": {\"type\": \"string\", \"min\": 3}}, \"defaults\": {\"a\": \"ab\"}}|/config/defaults/a",
                "\"config\": {\"schema\": {\"a\": {\"type\": \"string\", \"default\": \"x\"}}, \"defaults\": {\"a\": \"y\"}}|/config/schema/a/default",
                "\"isolation\": {\"level\": \"vm\"}|/isolation/level",
                "\"permissions\": {\"a\": 1}|/permissions",
                "\"permissions\": [\"farm.view\\n\"]|/permissions/0",
                "\"routePrefix\": \"/api/v1/farm\\n\"|/routePrefix",
                "\"capabilities\": {\"api\": {\"routes\": {\"a\": 1}}}|/capabilities/api/routes",
                "\"capabilities\": {\"jobs\": {\"handlers\": {\"a\": 1}}}|/capabilities/jobs/handlers",
                "\"capabilities\": {\"ui\": {\"pages\": {\"a\": 1}}}|/capabilities/ui/pages",
            })
    void refuses(String members, String pointer) {
        assertThat(reader.faults(minimal(", " + members)))
                .extracting(FieldError::pointer)
                .containsExactly(pointer);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.0.0.0", "1.0.0+build", "01.0.0"})
    void refusesVersionsThatAreNotSemVerWithoutBuildMetadata(String version) {
        assertThat(reader.faults(
                        json("{\"name\": \"farm\", \"version\": \"" + version + "\", \"displayName\": \"X\"}")))
                .singleElement()
                .satisfies(fault -> {
                    assertThat(fault.pointer()).isEqualTo("/version");
                    assertThat(fault.detail()).contains("write it like 1.4.0");
                });
    }

    @Tag("attack")
    @ParameterizedTest
    @ValueSource(strings = {"install", "plan", "validate", "validate_manifest", "available", "loaded"})
    void refusesReservedNames(String name) {
        assertThat(reader.faults(named(name))).extracting(FieldError::pointer).containsExactly("/name");
    }

    @Tag("attack")
    @Test
    void refusesAReservedRouteThatFollowsFromTheName() {
        assertThat(reader.faults(named("tenants")))
                .extracting(FieldError::pointer)
                .containsExactly("/routePrefix");
    }

    @Tag("attack")
    @ParameterizedTest
    @ValueSource(
            strings = {"", "[]", "{", "{} {}", "{\"name\": \"abc\", \"name\": \"abd\"}", "\"text\"", "\uFEFF{}", "NaN"})
    void refusesWhatIsNotOneStrictJsonObject(String text) {
        assertThat(reader.faults(json(text))).singleElement().satisfies(fault -> {
            assertThat(fault.pointer()).isEmpty();
            assertThat(fault.detail()).startsWith("The module's descriptor cannot be read");
        });
    }

    @Test
    void refusesOtherEncodingsDeepNestingAndMoreThan64KiB() {
        assertUnreadable("{}".getBytes(StandardCharsets.UTF_16LE));
        assertUnreadable(new byte[] {'{', '"', (byte) 0xC0, (byte) 0xAF, '"', ':', '1', '}'});
        assertUnreadable(minimal(", \"config\": {\"defaults\": {\"a\": " + "[".repeat(30) + "]".repeat(30) + "}}"));
        assertUnreadable(minimal(", \"description\": \"" + "x".repeat(DescriptorReader.MAX_BYTES) + "\""));
    }

    private void assertUnreadable(byte[] document) {
        assertThatThrownBy(() -> reader.read(document))
                .isInstanceOfSatisfying(ProblemException.class, problem -> assertThat(problem.code())
                        .isEqualTo(ErrorCode.INVALID_DESCRIPTOR));
        assertThat(reader.faults(document)).isNotEqualTo(List.of());
    }

    private static byte[] minimal(String more) {
        return json("{\"name\": \"farm_manager\", \"version\": \"1.0.0\", \"displayName\": \"Farms\"" + more + "}");
    }

    private static byte[] named(String name) {
        return json("{\"name\": \"" + name + "\", \"version\": \"1.0.0\", \"displayName\": \"X\"}");
    }

    private static byte[] json(String text) {
        return text.getBytes(UTF_8);
    }
}
