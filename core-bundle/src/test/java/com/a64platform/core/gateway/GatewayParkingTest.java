package com.a64platform.core.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.a64platform.core.doors.Doors;
import com.a64platform.core.modules.InstallationState;
import com.a64platform.core.parking.Parking;
import com.a64platform.core.platform.Readiness;
import com.a64platform.core.routes.Route;
import com.a64platform.core.routes.RouteTable;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The gateway in a real server, while a module is being replaced or is not on this node. */
class GatewayParkingTest {
    @TempDir
    Path home;

    private ServedGateway gateway;
    private RouteTable routes;
    private Readiness readiness;
    private Parking parking;
    private Doors doors;
    private Route old;
    private Route next;

    @BeforeEach
    void start() throws Exception {
        gateway = new ServedGateway(home);
        routes = gateway.routes;
        readiness = gateway.readiness;
        parking = gateway.parking;
        doors = gateway.doors;
        old = gateway.old;
        next = gateway.next;
    }

    @AfterEach
    void stop() throws Exception {
        gateway.close();
    }

    @Test
    void countsWhatWaitedOnce() {
        routes.park(old);
        var first = gateway.ask("green");
        var second = gateway.ask("green");
        await().until(() -> parking.waiting() == 2);
        assertThat(readiness.awaitIdle(Duration.ZERO)).as("while they wait").isFalse();

        routes.attach(next);

        assertThat(first.join().statusCode()).isEqualTo(200);
        assertThat(second.join().statusCode()).isEqualTo(200);
        assertThat(readiness.awaitIdle(Duration.ofSeconds(10))).isTrue();
        readiness.requestEnters();
        assertThat(readiness.awaitIdle(Duration.ZERO)).as("with one inside").isFalse();
        assertThat(next.drain(Duration.ofSeconds(10))).isTrue();
        assertThat(gateway.served).hasValue(2);
    }

    @Test
    void refusesATenantThatLostTheModuleWhileItWaited() {
        routes.park(old);
        var asked = gateway.ask("green");
        await().until(() -> parking.waiting() == 1);

        doors.close("green", "farm", "its license is over.");
        routes.attach(next);

        assertThat(asked.join().statusCode()).isEqualTo(404);
        assertThat(asked.join().body()).contains("module-disabled", "its license is over.");
        assertThat(gateway.served).hasValue(0);
    }

    @Test
    void refusesATenantWhoseModuleWasDisabledWhileItWaited() {
        routes.park(old);
        var asked = gateway.ask("green");
        await().until(() -> parking.waiting() == 1);

        disable();
        routes.attach(next);

        assertThat(asked.join().statusCode()).isEqualTo(404);
        assertThat(gateway.served).hasValue(0);
    }

    @Test
    void givesNoPlaceToWhoWouldNotBeServed() {
        routes.park(old);

        assertThat(gateway.ask("").join().statusCode()).isEqualTo(401);
        assertThat(gateway.ask("blue").join().body()).contains("module-not-installed");
        doors.close("green", "farm", "its license is over.");
        assertThat(gateway.ask("green").join().statusCode()).isEqualTo(404);
        assertThat(parking.waiting()).isZero();
    }

    @Test
    void saysThatAModuleIsEnabledAndNotHere() {
        routes.detach(old);

        var answer = gateway.ask("green").join();

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).contains("5");
        assertThat(answer.body())
                .contains("urn:a64:problem:module-not-on-node", "Module farm is enabled for your tenant")
                .contains("\"module\":\"farm\"", "\"why\":\"/api/v1/modules/farm/why\"");
        assertThat(gateway.ask("blue").join().body()).contains("module-not-installed");

        disable();
        assertThat(gateway.ask("green").join().statusCode()).isEqualTo(404);
    }

    @Test
    void sendsWhomThisNodeLetsNotInToAnother() {
        doors.closeHere("green", "farm", "unsealable", "its license does not open here.");

        assertThat(gateway.ask("green").join().statusCode()).isEqualTo(503);
        assertThat(gateway.ask("blue").join().body()).contains("module-not-installed");

        doors.openHere("green", "farm");
        assertThat(gateway.ask("green").join().statusCode()).isEqualTo(200);
    }

    @Test
    void knowsNoPathThatTheModuleHasLeft() {
        routes.unserved("/api/v1/meadow", "farm");

        assertThat(gateway.ask("green", "/api/v1/meadow/fields").join().statusCode())
                .isEqualTo(404);
    }

    @Test
    void saysWhenToComeAgainWhenThePlatformStops() {
        routes.park(old);
        var asked = gateway.ask("green");
        await().until(() -> parking.waiting() == 1);

        readiness.enter(Readiness.Phase.STOPPING);

        assertThat(asked.join().statusCode()).isEqualTo(503);
        assertThat(asked.join().headers().firstValue("Retry-After")).isPresent();
        assertThat(readiness.awaitIdle(Duration.ofSeconds(10))).isTrue();
    }

    private void disable() {
        gateway.inventory
                .find("green", "farm")
                .ifPresent(found ->
                        gateway.inventory.update(found.with(InstallationState.DISABLED, "enough", Instant.now())));
    }
}
