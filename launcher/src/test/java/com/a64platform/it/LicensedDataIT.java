package com.a64platform.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A license ends and another one follows: what the module had stored is there, byte for byte, without a restart. */
class LicensedDataIT {
    private static final String FARMS = "/api/v1/farm-manager/farms";

    @TempDir
    private Path folder;

    @Test
    void whatAModuleHasStoredOutlivesItsLicense() {
        Path home = folder.resolve("home");
        Path registry = folder.resolve("registry");
        Publisher publisher = Publisher.trustedBy(home);
        Path jar = ModuleJar.farmManager().writeTo(folder.resolve("made"));
        publisher.sign(jar);
        publisher.publish(registry, jar);
        try (PlatformProcess node = Operator.of(PlatformProcess.on(home))
                .inProduction()
                .with("MODULE_REGISTRY", registry.toUri().toString())
                .start()) {
            Operator admin = new Operator(node);
            refusesOneThatWasRevokedBeforeAnythingWasInstalled(admin, publisher, home);
            String ending = LicenseMaker.of(home, "farm-manager")
                    .until(LicenseMaker.now().plusSeconds(6))
                    .signed();
            HttpResponse<String> installed = install(admin, ending);
            assertThat(installed.statusCode()).as(installed.body()).isEqualTo(201);
            assertThat(admin.post(FARMS, "{\"name\":\"North\",\"areaHectares\":12.5}")
                            .statusCode())
                    .isEqualTo(201);
            String before = admin.get(FARMS).body();
            assertThat(before).contains("North");

            admin.awaitInstallation("farm-manager", "1.0.0 DISABLED");
            assertThat(admin.status(FARMS)).isEqualTo(404);
            HttpResponse<String> renewed = admin.waiting(
                    "PUT",
                    "/api/v1/modules/farm-manager/license",
                    "{\"licenseKey\":\"" + LicenseMaker.of(home, "farm-manager").signed() + "\"}");

            assertThat(renewed.statusCode()).as(renewed.body()).isEqualTo(200);
            assertThat(admin.get(FARMS).body()).isEqualTo(before);
        }
    }

    private static void refusesOneThatWasRevokedBeforeAnythingWasInstalled(
            Operator admin, Publisher publisher, Path home) {
        LicenseMaker license = LicenseMaker.of(home, "farm-manager");
        HttpResponse<String> taken =
                admin.post("/api/v1/admin/licenses/status", "{\"status\":\"" + publisher.status(license.id()) + "\"}");
        assertThat(taken.statusCode()).as(taken.body()).isEqualTo(200);

        HttpResponse<String> refused = install(admin, license.signed());
        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(402);
        assertThat(refused.body()).contains("REVOKED");
    }

    private static HttpResponse<String> install(Operator admin, String license) {
        return admin.waiting(
                "POST",
                "/api/v1/modules/install",
                "{\"moduleName\":\"farm-manager\",\"licenseKey\":\"" + license + "\"}");
    }
}
