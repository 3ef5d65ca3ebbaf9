package com.a64platform.core.descriptors;

import static org.assertj.core.api.Assertions.assertThat;

import com.a64platform.core.fuzz.Fuzzing;
import com.a64platform.core.fuzz.JsonGrammar;
import com.a64platform.core.fuzz.Mutations;
import com.a64platform.core.problem.ErrorCode;
import com.a64platform.core.problem.ProblemException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("attack")
class DescriptorFuzzTest {
    private static final String SMALL = "{\"name\": \"abc\", \"version\": \"1.0.0\", \"displayName\": \"A\"}";
    private static final String LARGE = """
            {"name": "vmware_vcenter", "version": "2.1.0-rc.1", "displayName": "vCenter", "author": {"name": "A"},
             "licensing": {"required": false, "type": "subscription"}, "routePrefix": "/api/v1/vcenter",
             "dependencies": {"platform": "^1.0.0", "modules": {"farm_manager": "^1.0.0"}, "java": ">=17"},
             "databaseCollections": ["hosts"], "permissions": ["vm.view", "file:read:/srv/data"],
             "capabilities": {
               "api": {"routes": [{"method": "GET", "path": "/hosts/{id}", "permissions": ["vm.view"]}]},
               "jobs": {"handlers": [{"name": "poll", "schedule": "*/5 * * * *", "timeoutMs": 1000, "retries": 2}]},
               "ui": {"pages": [{"path": "/vms", "permission": "vm.view", "more": [null]}]}, "workflows": [{"name": "w"}]},
             "config": {"schema": {"host": {"type": "string", "default": "localhost", "max": 100},
                                   "every": {"type": "number", "min": 1}}, "defaults": {"every": 5}},
             "health": {"path": "/health"}, "data": {"schema": 3, "reads": [2]}, "isolation": {"level": "none"}}
            """;
    private static final JsonGrammar GRAMMAR = JsonGrammar.of(
            "name",
            "version",
            "displayName",
            "routePrefix",
            "dependencies",
            "modules",
            "permissions",
            "capabilities",
            "api",
            "routes",
            "config",
            "schema",
            "defaults",
            "type",
            "data",
            "reads",
            "health",
            "path",
            "isolation");

    private final DescriptorReader reader = new DescriptorReader();

    @Test
    void readsOrRefusesEveryDescriptor() {
        Fuzzing.of("descriptor", ProblemException.class).run(3_000, Mutations.of(SMALL, LARGE), this::read);
        Fuzzing.of("descriptor by grammar", ProblemException.class)
                .run(
                        1_500,
                        random -> (random.nextInt(4) == 0 ? Mutations.of(SMALL) : GRAMMAR).next(random),
                        this::read);
    }

    private void read(byte[] descriptor) {
        try {
            reader.read(descriptor);
            assertThat(reader.faults(descriptor)).isEmpty();
        } catch (ProblemException refused) {
            assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_DESCRIPTOR);
            assertThat(reader.faults(descriptor)).isNotEmpty();
            throw refused;
        }
    }
}
