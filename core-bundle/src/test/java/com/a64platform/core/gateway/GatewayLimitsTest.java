package com.a64platform.core.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import com.a64platform.core.audit.Audit.Actor;
import com.a64platform.core.tenants.RequestUsage;
import com.a64platform.core.tenants.TenantLimits;
import com.a64platform.core.tenants.TenantUsage;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Limits of one tenant's requests, in a real server. */
class GatewayLimitsTest {
    private static final OptionalInt ANY = OptionalInt.empty();

    @TempDir
    Path home;

    private ServedGateway gateway;

    @BeforeEach
    void start() throws Exception {
        gateway = new ServedGateway(home);
    }

    @AfterEach
    void stop() throws Exception {
        gateway.close();
    }

    @Tag("attack")
    @Test
    void aFloodOfOneTenantEndsAtItsLimitAndTouchesNobodyElse() {
        limit(perSecond(1, 3));

        var statuses = IntStream.range(0, 12)
                .mapToObj(number -> gateway.ask("green").join().statusCode())
                .toList();

        assertThat(statuses.subList(0, 3)).containsOnly(200);
        assertThat(statuses).contains(429);
        var refused = refused("green");
        assertThat(refused.headers().firstValue("Retry-After")).contains("1");
        assertThat(refused.body())
                .contains("urn:a64:problem:rate-limit-reached", "Your tenant may send 1 requests a second");
        assertThat(gateway.ask("blue").join().statusCode()).as("another tenant").isEqualTo(404);
        assertThat(gateway.ask(ServedGateway.ROOT).join().statusCode())
                .as("who can lift the limit")
                .isEqualTo(200);
        limit(TenantLimits.NONE);
        assertThat(gateway.ask("green").join().statusCode()).isEqualTo(200);
    }

    @Test
    void thePlatformsOwnOperationsCountToo() {
        limit(perSecond(1, 1));

        assertThat(gateway.ask("green", "/api/v1/nothing").join().statusCode()).isEqualTo(404);

        assertThat(refused("green").body()).contains("rate-limit-reached");
    }

    @Tag("attack")
    @Test
    void noMoreAreInsideAtOnceThanAllowed() {
        limit(new TenantLimits(ANY, ANY, OptionalInt.of(2), ANY, ANY, OptionalLong.empty()));
        var leave = new CountDownLatch(1);
        gateway.inside = () -> waitFor(leave);
        var first = gateway.ask("green");
        var second = gateway.ask("green");
        await().until(() -> gateway.served.get() == 2);

        var third = gateway.ask("green").join();

        assertThat(third.statusCode()).isEqualTo(429);
        assertThat(third.headers().firstValue("Retry-After")).isPresent();
        assertThat(third.body()).contains("urn:a64:problem:concurrency-limit-reached");
        leave.countDown();
        assertThat(first.join().statusCode()).isEqualTo(200);
        assertThat(second.join().statusCode()).isEqualTo(200);
        await().until(() -> gateway.ask("green").join().statusCode() == 200);
        assertThat(gateway.doors.inside("green", "farm")).isZero();
    }

    @Test
    void everyAnswerIsCountedOnceWithTheTenantThatAsked() {
        gateway.routes.park(gateway.old);
        var waits = gateway.ask("green");
        await().until(() -> gateway.parking.waiting() == 1);
        gateway.routes.attach(gateway.next);
        assertThat(waits.join().statusCode()).isEqualTo(200);
        gateway.inside = () -> {
            throw new IllegalStateException("broken");
        };
        assertThat(gateway.ask("green").join().statusCode()).isEqualTo(500);
        assertThat(gateway.ask("green", "/api/v1/nothing").join().statusCode()).isEqualTo(404);
        assertThat(gateway.ask("blue").join().statusCode()).isEqualTo(404);
        assertThat(gateway.ask("").join().statusCode()).isEqualTo(401);

        await().untilAsserted(() -> assertThat(usage("green").requests())
                .extracting(RequestUsage::module, RequestUsage::open, RequestUsage::answers)
                .containsExactly(tuple("", 0L, Map.of("4xx", 1L)), tuple("farm", 0L, Map.of("2xx", 1L, "5xx", 1L))));
        assertThat(usage("blue").requests()).as("refused at the door").isEmpty();
    }

    private TenantUsage usage(String tenant) {
        return gateway.meters.usage(gateway.tenants.require(tenant));
    }

    @Test
    void whoWaitsForAModuleTakesHisShareOfTheRateOnce() {
        limit(perSecond(1, 2));
        gateway.routes.park(gateway.old);
        var first = gateway.ask("green");
        var second = gateway.ask("green");
        await().until(() -> gateway.parking.waiting() == 2);

        // one that finds a share, for the bucket fills meanwhile, waits too
        List<CompletableFuture<HttpResponse<String>>> more = new ArrayList<>();
        await().until(() -> more.add(gateway.ask("green")) && more.stream().anyMatch(CompletableFuture::isDone));
        assertThat(more).anySatisfy(asked -> {
            assertThat(asked).isDone();
            assertThat(asked.join().body()).as("a place to wait").contains("rate-limit-reached");
        });
        gateway.routes.attach(gateway.next);

        assertThat(first.join().statusCode()).isEqualTo(200);
        assertThat(second.join().statusCode()).isEqualTo(200);
    }

    /** Asks until the bucket, which fills meanwhile, is empty. */
    private HttpResponse<String> refused(String tenant) {
        return await().until(() -> gateway.ask(tenant).join(), answer -> answer.statusCode() == 429);
    }

    private void limit(TenantLimits limits) {
        gateway.tenants.limit(Actor.SYSTEM, "green", limits);
    }

    private static TenantLimits perSecond(int rate, int burst) {
        return new TenantLimits(OptionalInt.of(rate), OptionalInt.of(burst), ANY, ANY, ANY, OptionalLong.empty());
    }

    private static void waitFor(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }
}
