package com.a64platform.it;

import static com.a64platform.it.Operator.patiently;
import static org.assertj.core.api.Assertions.assertThat;

import com.a64platform.core.crypto.SigningKey;
import com.a64platform.core.leases.StatusClaims;
import com.a64platform.core.leases.StatusToken;
import com.a64platform.it.Streams.Listener;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** An issuer revokes one tenant's license while both tenants' streams are open. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RevocationIT {
    @TempDir
    private static Path folder;

    private static Path home;
    private static PlatformProcess node;
    private static Operator admin;
    private static Tenant other;
    private static LicenseMaker license;

    @BeforeAll
    static void installForTwoTenants() {
        home = folder.resolve("home");
        node = Streams.node(folder)
                .with("A64_STOP_GRACE", "6") // half of it goes by for streams that another tenant leaves open
                .start();
        admin = new Operator(node);
        other = Tenant.added(node, admin, "Other");
        license = LicenseMaker.of(home, Streams.NAME);
        assertThat(Streams.install(admin, "", license.signed()).statusCode()).isEqualTo(201);
        String second = LicenseMaker.of(home, Streams.NAME).signed();
        assertThat(Streams.install(admin, other.id(), second).statusCode()).isEqualTo(201);
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @Test
    @Order(1)
    @Tag("attack")
    void aStatusOfSomebodyElseRevokesNothing() {
        SigningKey own = SigningKey.generate();

        HttpResponse<String> answer = hand(status(own));

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(402);
        assertThat(admin.status(Streams.GREETING)).isEqualTo(200);
    }

    @Test
    @Order(2)
    void theTenantIsSilentWithinASecondAndTheOtherGoesOn() {
        Listener events = Listener.to(node, Streams.EVENTS, admin.token()).awaitBegin();
        Listener blocking = Listener.to(node, Streams.BLOCKING, admin.token()).awaitBegin();
        Listener others = Listener.to(node, Streams.EVENTS, other.token()).awaitBegin();
        SocketListener socket = SocketListener.open(node, Streams.SOCKET, admin.token());
        SocketListener otherSocket = SocketListener.open(node, Streams.SOCKET, other.token());

        HttpResponse<String> answer = hand(status(issuer()));
        long known = System.nanoTime();

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(events.awaitEnd() - known).isLessThan(Duration.ofSeconds(1).toNanos());
        assertThat(blocking.awaitEnd() - known).isLessThan(Duration.ofSeconds(1).toNanos());
        HttpResponse<String> refused = admin.get(Streams.GREETING);
        assertThat(refused.statusCode()).isEqualTo(404);
        assertThat(refused.body()).contains("REVOKED: Its issuer has revoked this license");
        assertThat(socket.end()).isEqualTo("1008 The tenant has lost the module.");
        assertThat(socket.endedAt() - known).isLessThan(Duration.ofSeconds(1).toNanos());
        assertThat(otherSocket.ask("still?")).isEqualTo("still?");
        assertThat(others.open()).isTrue();
        assertThat(node.get(Streams.GREETING, other.token()).statusCode()).isEqualTo(200);
        admin.awaitInstallation(Streams.NAME, "1.0.0 DISABLED");
    }

    @Test
    @Order(3)
    @Tag("attack")
    void theRevokedLicenseIsRefusedWheneverItIsHandedInAgain() {
        HttpResponse<String> answer = Streams.renew(admin, "", license.signed());

        assertThat(answer.statusCode()).isEqualTo(402);
        assertThat(answer.body()).contains("REVOKED: Its issuer has revoked this license");
        assertThat(Streams.renew(admin, other.id(), license.signed()).statusCode())
                .isEqualTo(402);
        assertThat(node.get(Streams.GREETING, other.token()).statusCode()).isEqualTo(200);
    }

    @Test
    @Order(4)
    void aRestartForgetsNothingAndAnotherLicenseHelps() {
        node.terminate();
        node.restart();
        assertThat(admin.status(Streams.GREETING)).isEqualTo(404);

        String fresh = LicenseMaker.of(home, Streams.NAME).signed();
        HttpResponse<String> renewed = Streams.renew(admin, "", fresh);

        assertThat(renewed.statusCode()).as(renewed.body()).isEqualTo(200);
        patiently()
                .untilAsserted(() -> assertThat(admin.status(Streams.GREETING)).isEqualTo(200));
    }

    @Test
    @Order(5)
    @Tag("attack")
    void whoIsSignedOutHasNothingOpen() {
        Listener events = Listener.to(node, Streams.EVENTS, other.token()).awaitBegin();
        SocketListener socket = SocketListener.open(node, Streams.SOCKET, other.token());

        assertThat(node.post("/api/v1/auth/logout", other.token(), "{}").statusCode())
                .isEqualTo(204);

        events.awaitEnd();
        assertThat(socket.end()).isEqualTo("1008 Your session is over; sign in again.");
        assertThat(node.get(Streams.GREETING, other.token()).statusCode()).isEqualTo(401);
    }

    private static HttpResponse<String> hand(String status) {
        return admin.post("/api/v1/admin/licenses/status", "{\"status\":\"" + status + "\"}");
    }

    private static String status(SigningKey signer) {
        return StatusToken.sign(
                signer,
                new StatusClaims(signer.keyId(), UUID.randomUUID().toString(), license.id(), LicenseMaker.now()));
    }

    private static SigningKey issuer() {
        return SigningKey.load(home.resolve("data/dev-keys/issuer.key")).orElseThrow();
    }
}
