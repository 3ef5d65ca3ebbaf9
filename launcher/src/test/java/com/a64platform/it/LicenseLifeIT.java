package com.a64platform.it;

import static com.a64platform.it.Operator.patiently;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** One license after the other: seats, grace, the end, a dropped one, and a secret that is lost and found. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LicenseLifeIT {
    private static final String KEY = "a-secret-of-this-test-Zk3fWq81-0";
    private static final String OTHER_KEY = "another-secret-of-this-test-9-Xy";

    @TempDir
    private static Path folder;

    private static Path home;
    private static PlatformProcess node;
    private static Operator admin;

    @BeforeAll
    static void installForTwoUsers() {
        home = folder.resolve("home");
        node = Streams.node(folder).with("LICENSE_ENCRYPTION_KEY", KEY).start();
        admin = new Operator(node);
        HttpResponse<String> installed = Streams.install(
                admin, "", LicenseMaker.of(home, Streams.NAME).seats(2).signed());
        assertThat(installed.statusCode()).as(installed.body()).isEqualTo(201);
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @Test
    @Order(1)
    void aUserBeyondTheSeatsIsRefusedUntilThereAreMore() {
        assertThat(Tenant.user(admin, "anna@example.com", "", "user").statusCode())
                .isEqualTo(201);

        HttpResponse<String> refused = Tenant.user(admin, "ben@example.com", "", "user");
        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(refused.body()).contains("The license of module streams covers 2 users of this tenant");

        renew(LicenseMaker.of(home, Streams.NAME).seats(3));
        assertThat(Tenant.user(admin, "ben@example.com", "", "user").statusCode())
                .isEqualTo(201);
    }

    @Test
    @Order(2)
    void aRenewalWithFewerSeatsThanUsersBeginsTheDaysOfGrace() {
        HttpResponse<String> renewed = renew(LicenseMaker.of(home, Streams.NAME).seats(1));

        assertThat(renewed.body()).contains("\"state\":\"grace\"", "The tenant has 3 users and this license covers 1");
        assertThat(admin.json("/api/v1/modules/streams").toString()).contains("remove users or ask its issuer");
        assertThat(admin.status(Streams.GREETING)).isEqualTo(200);
    }

    @Test
    @Order(3)
    void withAnotherSecretTheModuleGoesOnInGraceAndWithTheOldOneAllIsWell() {
        renew(LicenseMaker.of(home, Streams.NAME));
        node.terminate();
        node.with("LICENSE_ENCRYPTION_KEY", OTHER_KEY).start();

        assertThat(admin.status(Streams.GREETING)).isEqualTo(200);
        assertThat(admin.why(Streams.NAME)).contains("Its license is grace", "The license is there but does not open");

        node.terminate();
        node.with("LICENSE_ENCRYPTION_KEY", KEY).start();

        assertThat(admin.status(Streams.GREETING)).isEqualTo(200);
        assertThat(admin.why(Streams.NAME)).contains("Its license is valid");
    }

    @Test
    @Order(4)
    void aLicenseDroppedAloneBringsTheModuleBackAfterTheEndOfTheLast() throws IOException {
        Instant end = LicenseMaker.now().plus(Duration.ofSeconds(5));
        renew(LicenseMaker.of(home, Streams.NAME).until(end));
        admin.awaitStatus(Streams.GREETING, 404);
        admin.awaitInstallation(Streams.NAME, "1.0.0 DISABLED");

        Path dropped = node.deploy().resolve("streams.license");
        Files.writeString(dropped, LicenseMaker.of(home, Streams.NAME).signed());

        admin.awaitStatus(Streams.GREETING, 200);
        admin.awaitInstallation(Streams.NAME, "1.0.0 ENABLED");
        patiently().until(() -> Files.notExists(dropped));
        assertThat(admin.json("/api/v1/admin/audit?perPage=100").toString())
                .contains("license.renew", "license.expired", "license.grace", "license.valid");
    }

    private static HttpResponse<String> renew(LicenseMaker license) {
        HttpResponse<String> renewed = Streams.renew(admin, "", license.signed());
        assertThat(renewed.statusCode()).as(renewed.body()).isEqualTo(200);
        return renewed;
    }
}
