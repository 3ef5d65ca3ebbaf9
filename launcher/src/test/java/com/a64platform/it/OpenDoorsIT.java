package com.a64platform.it;

import static com.a64platform.it.Operator.patiently;
import static org.assertj.core.api.Assertions.assertThat;

import com.a64platform.it.Streams.Listener;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** A tenant's license ends while its streams are open: its own are cut, another tenant's go on, and nothing is lost. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class OpenDoorsIT {
    private static final Duration LIFE = Duration.ofSeconds(8);

    @TempDir
    private static Path folder;

    private static Path home;
    private static PlatformProcess node;
    private static Operator admin;
    private static Tenant other;
    private static Instant end;

    @BeforeAll
    static void installForTwoTenants() {
        home = folder.resolve("home");
        node = Streams.node(folder).start();
        admin = new Operator(node);
        other = Tenant.added(node, admin, "Other");
        install(other.id(), LicenseMaker.of(home, Streams.NAME));
        end = LicenseMaker.now().plus(LIFE);
        install("", LicenseMaker.of(home, Streams.NAME).until(end));
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @Test
    @Order(1)
    void theEndOfALicenseCutsEveryOpenAnswerOfThatTenantAndNoOther() {
        String token = admin.token();
        List<Listener> lost = List.of(
                Listener.to(node, Streams.EVENTS, token).awaitBegin(),
                Listener.to(node, Streams.SINK, token).awaitBegin(),
                Listener.to(node, Streams.BLOCKING, token).awaitBegin(),
                Listener.to(node, Streams.NEVER, token));
        List<Listener> kept = List.of(
                Listener.to(node, Streams.EVENTS, other.token()).awaitBegin(),
                Listener.to(node, Streams.SINK, other.token()).awaitBegin(),
                Listener.to(node, Streams.BLOCKING, other.token()).awaitBegin(),
                Listener.to(node, Streams.NEVER, other.token()));
        assertThat(Instant.now()).isBefore(end);
        long ends = System.nanoTime() + Duration.between(Instant.now(), end).toNanos();

        assertThat(lost).allSatisfy(listener -> assertThat(listener.awaitEnd() - ends)
                .isBetween(0L, Duration.ofSeconds(1).toNanos()));

        assertThat(kept).allMatch(Listener::open);
        HttpResponse<String> refused = admin.get(Streams.GREETING);
        assertThat(refused.statusCode()).isEqualTo(404);
        assertThat(refused.body()).contains("EXPIRED: This license ended at " + end);
        assertThat(node.get(Streams.GREETING, other.token()).statusCode()).isEqualTo(200);
    }

    @Test
    @Order(2)
    void theInstallationSaysWhy() {
        admin.awaitInstallation(Streams.NAME, "1.0.0 DISABLED");

        assertThat(admin.json("/api/v1/installations").toString())
                .contains("license EXPIRED: This license ended at", "\"state\":\"expired\"");
        assertThat(admin.why(Streams.NAME)).contains("PUT /api/v1/modules/streams/license");
        assertThat(admin.json("/api/v1/admin/audit").toString()).contains("license.expired", "module.disable");
    }

    @Test
    @Order(3)
    void anotherLicenseBringsTheModuleBackWithoutARestart() {
        HttpResponse<String> refused =
                Streams.renew(admin, "", LicenseMaker.of(home, "another").signed());
        assertThat(refused.statusCode()).isEqualTo(402);
        assertThat(admin.status(Streams.GREETING)).isEqualTo(404);

        HttpResponse<String> renewed =
                Streams.renew(admin, "", LicenseMaker.of(home, Streams.NAME).signed());

        assertThat(renewed.statusCode()).as(renewed.body()).isEqualTo(200);
        assertThat(renewed.body()).contains("\"desiredState\":\"ENABLED\"", "\"state\":\"valid\"");
        assertThat(admin.status(Streams.GREETING)).isEqualTo(200);
    }

    @Test
    @Order(4)
    void theLastTenantsLossStopsTheRevisionWithItsStreams() {
        Listener mine = Listener.to(node, Streams.EVENTS, admin.token()).awaitBegin();
        Listener others = Listener.to(node, Streams.BLOCKING, other.token()).awaitBegin();
        Instant soon = LicenseMaker.now().plusSeconds(6);
        String ending = LicenseMaker.of(home, Streams.NAME).until(soon).signed();
        assertThat(Streams.renew(admin, "", ending).statusCode()).isEqualTo(200);
        assertThat(Streams.renew(admin, other.id(), ending).statusCode()).isEqualTo(200);

        mine.awaitEnd();
        others.awaitEnd();

        patiently().untilAsserted(() -> assertThat(admin.loaded()).isEmpty());
        patiently().untilAsserted(() -> assertThat(admin.moduleBundles()).isEmpty());
        assertThat(admin.status(Streams.GREETING)).isEqualTo(404);
    }

    private static void install(String tenant, LicenseMaker license) {
        HttpResponse<String> installed = Streams.install(admin, tenant, license.signed());
        assertThat(installed.statusCode()).as(installed.body()).isEqualTo(201);
    }
}
